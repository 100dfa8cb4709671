import { type Field, structOf } from '../../../lib/ports/kubernetes-schema/schema.ts'
import { isObject, type JsonObject } from '../json.ts'

/** Fields that a client leaves out although the key of its item has them. */
const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' }

export const fieldElement = (name: string): string => `f:${name}`
export const valueElement = (value: unknown): string => `v:${JSON.stringify(value)}`

/** How an item of a map-list is named among its siblings: `k:{"containerPort":80,"protocol":"TCP"}`. */
export const itemElement = (item: unknown, field: Field): string => {
  const held: JsonObject = isObject(item) ? item : {}
  const key = [...field.keys].sort().map((name) => [name, held[name] ?? KEY_DEFAULTS[name] ?? null])
  return `k:${JSON.stringify(Object.fromEntries(key))}`
}

/** The field that a member of a struct is; members of what has no schema are treated by their looks. */
export const memberField = (parent: Field, name: string, value: unknown): Field => {
  const known = parent.shape === 'map' ? undefined : structOf(parent.type)?.get(name)
  if (known !== undefined) return known
  const type = parent.shape === 'map' ? parent.type : 'any'
  return {
    name,
    type,
    shape: Array.isArray(value) ? 'list' : 'one',
    keys: [],
    atomic: false,
    always: false,
    keepsZero: true,
    number: [],
  }
}

/** How a path is written in messages: `.spec.containers[name="c"].image`. */
export const printedPath = (path: readonly string[]): string =>
  path
    .map((element) => {
      if (element.startsWith('f:')) return `.${element.slice(2)}`
      if (element.startsWith('v:')) return `[=${element.slice(2)}]`
      const key = Object.entries(JSON.parse(element.slice(2)) as JsonObject)
      return `[${key.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`
    })
    .join('')
