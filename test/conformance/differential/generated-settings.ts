import * as fc from 'fast-check'
import type { Property } from '../../../lib/conf/property.ts'

/** A setting, as `--conf` has it. */
export type Setting = readonly [key: string, value: string]

/** What somebody may write where any text goes, and what is easily read as something else. */
export const ODD_TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    'x',
    'a b',
    ' before',
    'after ',
    'ünï-ç',
    '日本語',
    '😀',
    '"q"',
    "it's",
    'a,b',
    ',',
    'a=b',
    '=',
    'a:b',
    '#c',
    '!e',
  ],
  ...[
    '\\',
    'a\\nb',
    'tab\there',
    'new\nline',
    'cr\r\nlf',
    '$(VAR)',
    '${spark.app.name}',
    '${spark.none}',
    '${env:NONE}',
  ],
  ...[
    '{{APP_ID}}',
    '{{EXECUTOR_ID}}',
    '{{APP_ID}}-{{APP_ID}}',
    '%20',
    '$&',
    '$1',
    'null',
    'true',
    '0',
    '007',
    '1e3',
    '~',
    '/a/b',
  ],
  ...['A', 'UPPER.case_1', 'x'.repeat(300), '*', '../up', 'a/b.c', '\u0000', '\u00a0', '\u2028', '1.0', '-'],
]

export const oddText: fc.Arbitrary<string> = fc.constantFrom(...ODD_TEXTS)
/** Mostly what anybody would write, so that most confs come to objects. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/) },
  { weight: 2, arbitrary: oddText },
)

const mostly = (usual: readonly string[], odd: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 25, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd, '', ' ', 'x', '-1', '0', ' 1 ', '1.5', '99999999999') },
  )

export const flag: fc.Arbitrary<string> = mostly(['true', 'false'], ['TRUE', ' true ', 'yes'])
export const wholeNumber: fc.Arbitrary<string> = mostly(
  ['1', '2', '8', '4321'],
  ['+3', '007', '2147483647', '2147483648', '1e3'],
)
export const decimal: fc.Arbitrary<string> = mostly(
  ['0.1', '0.25', '1', '2.5'],
  ['1e-5', '.5', '1d', 'NaN', '1e10', '0x1p3', '1e400'],
)
export const size: fc.Arbitrary<string> = mostly(
  ['512m', '1g', '700', '2048k', '1t'],
  ['1m', '1 g', '1.5g', '-1m', '1gb', '5p', '1048576b', '1G'],
)
export const time: fc.Arbitrary<string> = mostly(['1s', '30', '5m', '100ms'], ['1 s', '-5s', '1.5s', '10d', '1us'])
export const quantity: fc.Arbitrary<string> = mostly(['1', '500m', '0.5', '2'], ['1e1', '1Gi', '.5', '100u', '1 '])
const list: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'a,b', 'b,a,c') },
  { weight: 1, arbitrary: fc.constantFrom('', ',', ' a , b ', 'a,,b', 'a,a', 'ü') },
)

const BY_TYPE: Readonly<Record<string, fc.Arbitrary<string>>> = {
  boolean: flag,
  int: wholeNumber,
  long: wholeNumber,
  double: decimal,
  quantity,
  'list(comma)': list,
}

const allowedOr = (allowed: readonly string[]): fc.Arbitrary<string> =>
  mostly(allowed, [...allowed.map((value) => value.toLowerCase()), allowed.map((value) => ` ${value}`)[0] ?? ''])

/** A value that fits the property, or nearly does. */
export function fitting({ type, allowed }: Property<unknown>): fc.Arbitrary<string> {
  if (allowed !== undefined) return allowedOr(allowed)
  if (type.startsWith('size')) return size
  if (type.startsWith('time')) return time
  return BY_TYPE[type] ?? text
}

/** A name as the parts of a key have it. */
export const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'data', 'my-name', 'A_B', 'x1') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'a.b',
      'example.com/x',
      'ü',
      'a b',
      'UP',
      'x'.repeat(70),
      'a..b',
      '.',
      '0',
      '1',
      '10',
    ),
  },
)

/** Settings `<prefix><name>=<value>`. */
export const family = (prefix: string, names: fc.Arbitrary<string> = name, values: fc.Arbitrary<string> = text) =>
  fc
    .array(fc.tuple(names, values), { minLength: 1, maxLength: 7 })
    .map((pairs): Setting[] => pairs.map(([each, value]) => [prefix + each, value]))

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  hostPath: ['options.path', 'options.type'],
  emptyDir: ['options.medium', 'options.sizeLimit'],
  nfs: ['options.server', 'options.path'],
  persistentVolumeClaim: [
    'options.claimName',
    'options.storageClass',
    'options.sizeLimit',
    'label.a',
    'label.b.c/d',
    'annotation.a',
  ],
}

const OPTION_VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'options.sizeLimit': mostly(['1Gi', '500Mi', '10G'], ['5', '1024', '1.5Gi', '1e3', '10Xi', '1gi', '0.5']),
  'options.claimName': mostly(
    ['OnDemand', 'claim', 'data-OnDemand-x', 'OnDemandOnDemand'],
    ['ondemand', 'SPARK_EXECUTOR_ID'],
  ),
  'options.medium': mostly(['Memory'], ['memory', 'HugePages']),
  'mount.readOnly': flag,
  'mount.path': fc.oneof(
    { weight: 12, arbitrary: fc.nat(5000).map((each) => `/mnt/${each}`) },
    { weight: 1, arbitrary: fc.constantFrom('/data', 'relative', '/data/', '/a b') },
  ),
}

const volumeName = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  'spark-local-dir-1',
  'spark-local-dir-x',
  'spark-local-dir-2',
  'my-volume',
  'V_1',
  '',
  'spark-conf-volume-driver',
)

/** One volume with all that it needs, and now and then without something or with what does not fit. */
const volume = (prefix: string): fc.Arbitrary<Setting[]> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 60, arbitrary: fc.constantFrom(...Object.keys(OPTIONS)) },
        { weight: 1, arbitrary: fc.constantFrom('hostpath', 'x', '') },
      ),
      volumeName,
    )
    .chain(([type, volumeCalled]) => {
      const optional = [
        'mount.readOnly',
        'mount.subPath',
        'mount.subPathExpr',
        'options.type',
        'options.medium',
        'options.sizeLimit',
        'options.storageClass',
      ]
      const keys = ['mount.path', ...(OPTIONS[type] ?? ['options.path'])]
      const more = fc.constantFrom('mount.readOnly', 'mount.subPath', 'mount.subPathExpr', 'mount.x', 'options.x', 'x')
      return fc
        .array(more, { maxLength: 1 })
        .chain((others) =>
          fc.tuple(
            ...[...keys, ...others].map((key) =>
              fc
                .tuple(
                  fc.constant(`${prefix}${type}.${volumeCalled}.${key}`),
                  OPTION_VALUES[key] ?? text,
                  fc.nat(optional.includes(key) || key.includes('label') ? 2 : 80),
                )
                .map(([full, value, luck]): Setting[] => (luck === 0 ? [] : [[full, value]])),
            ),
          ),
        )
    })
    .map((settings) => settings.flat())

/** Volumes of one role, by its `spark.kubernetes.<role>.volumes.`. */
export const volumes = (prefix: string): fc.Arbitrary<Setting[]> =>
  fc.array(volume(prefix), { minLength: 1, maxLength: 7 }).map((each) => each.flat())

const deviceSetting = fc.tuple(
  fc.constantFrom('gpu', 'fpga', 'a.b', 'GPU'),
  mostly(['1', '2'], ['+2', '2147483648']),
  mostly(['nvidia.com', 'xilinx.com'], ['a b']),
  fc.nat(60),
)

/** Devices of one role, by its `spark.<role>.resource.`. */
export const devices = (prefix: string): fc.Arbitrary<Setting[]> =>
  fc
    .array(deviceSetting, { minLength: 1, maxLength: 3 })
    .map((each) =>
      each.flatMap(([device, amount, vendor, luck]): Setting[] => [
        ...(luck === 1 ? [] : [[`${prefix}${device}.amount`, amount] as const]),
        ...(luck === 2 ? [] : [[`${prefix}${device}.vendor`, vendor] as const]),
        ...(luck > 45 ? [[`${prefix}${device}.discoveryScript`, '/x.sh'] as const] : []),
      ]),
    )
