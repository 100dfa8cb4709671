import * as fc from 'fast-check'
import { type Field, itemField, rootField, structOf } from '../../../lib/ports/kubernetes-schema/schema.ts'

/** Scalars as somebody writes them in YAML, by what they are meant to be. */
const WORDS = ['a', 'b-c', 'x.y/z', '"q"', "'it''s'", 'ü', '""', 'a b', '"1"', '"\\u00e9\\n"']
const AMBIGUOUS = [
  '1',
  '1.0',
  'true',
  'yes',
  '~',
  'null',
  '2024-01-01',
  '0x1F',
  '1_000',
  '1e3',
  '.5',
  '0644',
  'NaN',
  '-.inf',
  '1.10',
  '+1',
  '1.',
  '1E5',
  '0o17',
  '12345678901234567890',
  'off',
  'True',
  'NULL',
  '-0',
  '1:30',
  '=',
  '<<',
  '0.1e-7',
  '123456789.5',
]
const SCALARS: Readonly<Record<string, { readonly usual: readonly string[]; readonly odd: readonly string[] }>> = {
  int32: {
    usual: ['1', '8080', '0', '420', '-1'],
    odd: [
      '"1"',
      '0644',
      '"0644"',
      '1.0',
      '1.9',
      '""',
      '2147483648',
      '1e3',
      'x',
      'true',
      '" 7 "',
      '+5',
      '"0o17"',
      '[1]',
      '{}',
      '-0',
      '"null"',
      '"-3"',
      '1_0',
    ],
  },
  int64: {
    usual: ['1', '30', '0', '-5'],
    odd: [
      '"1"',
      '1.0',
      '1.9',
      '""',
      '9223372036854775807',
      '9223372036854775808',
      '1e3',
      'x',
      'false',
      '"+3"',
      '[1]',
      '" 7 "',
    ],
  },
  bool: {
    usual: ['true', 'false'],
    odd: ['"true"', 'yes', '1', '0', '""', '"False"', 'TRUE', '2', '1.0', '"tRue"', '" true "', '[true]'],
  },
  intstr: { usual: ['1', 'http', '"80"', '25%'], odd: ['1.5', 'true', '""', 'null', '99999999999', '[1]', '{}', '-1'] },
  quantity: {
    usual: ['1', '500m', '1Gi', '"2"', '0.5'],
    odd: [
      '1e3',
      '1.50',
      '"1.0"',
      '0',
      '100k',
      '1500m',
      '.5',
      'x',
      '""',
      '1Ti',
      '1 Gi',
      '-1',
      '0.1m',
      '1E',
      '12e-3',
      '1.5Gi',
      '0x1',
      '+1',
      'true',
      '{}',
      '5.',
      '"1e3"',
      '1.5e3',
    ],
  },
  any: { usual: ['1', 'a', '{a: [1, b]}', '[x]'], odd: ['1.5', 'true', '1e3', '""'] },
  string: { usual: WORDS, odd: [...AMBIGUOUS, '[a]', '{a: b}', '&x y', '!!str 1'] },
}

const scalar = ({ type }: Field): fc.Arbitrary<string> => {
  const { usual, odd } = SCALARS[type] ?? { usual: ['x'], odd: [] }
  return fc.oneof(
    { weight: 24, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd, 'null') },
  )
}

const KEYS = ['a', 'b.c/d', '"1"', 'x y', 'cpu', 'memory', 'nvidia.com/gpu', '1', 'true', 'no']

function one(field: Field, depth: number): fc.Arbitrary<string> {
  const fields = structOf(field.type)
  if (fields === undefined) return scalar(field)
  const names = [...fields.values()].filter(({ type }) => depth > 0 || structOf(type) === undefined)
  if (names.length === 0) return fc.constant('{}')
  return fc
    .uniqueArray(fc.constantFrom(...names), {
      minLength: 0,
      maxLength: Math.max(2, depth),
      selector: ({ name }) => name,
    })
    .chain((chosen) => fc.tuple(...chosen.map((each) => value(each, depth - 1).map((text) => `${each.name}: ${text}`))))
    .map((parts) => `{${parts.join(', ')}}`)
}

function value(field: Field, depth: number): fc.Arbitrary<string> {
  const item = one(itemField(field), depth)
  if (field.shape === 'one') return one(field, depth)
  if (field.shape === 'map') {
    return fc
      .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), item), {
        maxLength: 3,
        selector: ([key]) => key.replaceAll('"', ''),
      })
      .map((pairs) => `{${pairs.map(([key, text]) => `${key}: ${text}`).join(', ')}}`)
  }
  return fc.array(item, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`)
}

const fieldOf = (type: string, name: string): Field => structOf(type)?.get(name) ?? rootField(type)

const part = (type: string, leftOut: readonly string[], max: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(
      fc.constantFrom(...[...(structOf(type)?.values() ?? [])].filter(({ name }) => !leftOut.includes(name))),
      { maxLength: max, selector: ({ name }) => name },
    )
    .chain((chosen) => fc.tuple(...chosen.map((field) => value(field, 4).map((text) => `${field.name}: ${text}`))))
    .map((parts) => parts.join(', '))

/** A pod with any of the fields that there are, most of them of their type. */
export const podOfFields: fc.Arbitrary<string> = fc
  .tuple(
    part(fieldOf('Pod', 'metadata').type, [], 4),
    part(fieldOf('Pod', 'spec').type, ['containers'], 4),
    part(fieldOf(fieldOf('Pod', 'spec').type, 'containers').type, [], 6),
  )
  .map(
    ([metadata, spec, container]) =>
      `metadata: {${metadata}}\nspec: {${[spec, `containers: [{${container}}]`].filter((text) => text !== '').join(', ')}}\n`,
  )
