import { claimTypes } from './claim-types.ts'
import { containerTypes } from './container-types.ts'
import { metaTypes } from './meta-types.ts'
import { nodeTypes } from './node-types.ts'
import { objectTypes } from './object-types.ts'
import { podTypes } from './pod-types.ts'
import { volumeTypes } from './volume-types.ts'

/**
 * How several values are held: `list` is replaced as a whole, `map-list` is a list whose items are known by `keys`,
 * `set` is a list of distinct scalars, `map` has keys of the user's own.
 */
export type Shape = 'one' | 'list' | 'map-list' | 'set' | 'map'

/**
 * One field, written as `name@2+?:type` with a suffix for its shape: `+` a field that is always there, `?` a scalar
 * whose zero is kept, `T[]` list, `T[key,key]` map-list (the first key is also the merge key of a strategic merge
 * patch), `T{}` set, `T<>` map, and at the end `!` for what has one owner as a whole. The type is a string where
 * none is named. `@2` is the field's number in the binary encoding where it does not follow the one before, `@1.2`
 * where the field lies in a message of its own there.
 */
export interface Field {
  readonly name: string
  readonly type: string
  readonly shape: Shape
  readonly keys: readonly string[]
  /** Owned and replaced as a whole, although it has parts. */
  readonly atomic: boolean
  readonly always: boolean
  readonly keepsZero: boolean
  /** The field's number in the binary encoding, after those of the messages that it lies in. */
  readonly number: readonly number[]
}

export type Struct = ReadonlyMap<string, Field>

const tables: Readonly<Record<string, string>> = {
  ...metaTypes,
  ...claimTypes,
  ...volumeTypes,
  ...containerTypes,
  ...podTypes,
  ...nodeTypes,
  ...objectTypes,
}

/** Every type whose fields are known. */
export const typeNames: readonly string[] = Object.keys(tables)

const NOTATION = /^(\w+)(?:@([\d.]+))?(\+)?(\?)?(?::(\w+)(?:\[([\w,]*)\]|(\{\})|(<>))?)?(!)?$/

const numberAfter = (previous: readonly number[]): number[] => [...previous.slice(0, -1), (previous.at(-1) ?? 0) + 1]

const parseField = (token: string, previous: readonly number[]): Field => {
  const match = NOTATION.exec(token)
  if (match === null) throw new Error(`schema: "${token}" is no field`)
  const [, name = '', number, always, keepsZero, type = 'string', keys, set, map, atomic] = match
  const shape: Shape = keys !== undefined ? (keys === '' ? 'list' : 'map-list') : set ? 'set' : map ? 'map' : 'one'
  return {
    name,
    type,
    shape,
    keys: keys ? keys.split(',') : [],
    atomic: atomic !== undefined,
    always: always !== undefined,
    keepsZero: keepsZero !== undefined,
    number: number === undefined ? numberAfter(previous) : number.split('.').map(Number),
  }
}

const parsed = new Map<string, Struct>()

/** The fields of a struct type, or undefined where `type` is a scalar. */
export const structOf = (type: string): Struct | undefined => {
  const known = parsed.get(type)
  if (known !== undefined) return known
  const text = tables[type]
  if (text === undefined) return undefined
  const struct = new Map<string, Field>()
  let previous: readonly number[] = []
  for (const token of text.trim().split(/\s+/)) {
    const field = parseField(token, previous)
    struct.set(field.name, field)
    previous = field.number
  }
  parsed.set(type, struct)
  return struct
}

/** The field that a whole object of this type would be: where walks over an object begin. */
export const rootField = (type: string): Field => ({
  name: '',
  type,
  shape: 'one',
  keys: [],
  atomic: false,
  always: true,
  keepsZero: true,
  number: [],
})

/** The field as which one item of a list, or one value of a map, is treated. */
export const itemField = (field: Field): Field => ({
  ...field,
  shape: 'one',
  keys: [],
  atomic: false,
  always: false,
  keepsZero: true,
})

/** True where the field's value has one owner, however large it is. */
export const isAtomic = (field: Field): boolean =>
  field.atomic ||
  field.shape === 'list' ||
  (field.shape === 'one' && field.type !== 'any' && structOf(field.type) === undefined)
