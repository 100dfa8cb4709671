import { CATALOGUE } from './catalogue/all-properties.ts'
import { PROPERTY_FAMILIES } from './catalogue/families.ts'
import type { Property } from './property.ts'

const code = (text: string): string => `\`${text}\``

function defaultOf({ default: text, fallback }: Property<unknown>): string {
  if (fallback !== undefined) return `value of ${code(fallback.key)}`
  if (text === undefined) return '(none)'
  return text === '' ? '(empty)' : code(text)
}

const meaning = ({ doc, allowed, aliases }: Property<unknown>): string =>
  [
    doc,
    ...(allowed === undefined ? [] : [`One of ${allowed.map(code).join(', ')}.`]),
    ...(aliases === undefined ? [] : [`Also known as ${aliases.map(code).join(', ')}.`]),
  ].join(' ')

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const table = (head: readonly string[], rows: readonly string[]): string[] => [
  row(...head),
  row(...head.map(() => '---')),
  ...rows,
  '',
]

/** docs/configuration.md: every setting of the catalogue, in tables. */
export const renderConfiguration = (): string =>
  [
    '# Configuration',
    '',
    'The settings that sparkdrop and the Spark driver read, as `--conf key=value`, in `spark-defaults.conf`, or in the',
    '`conf` of a job. This page is made from the catalogue in `lib/conf/catalogue`; a test keeps the two together.',
    '',
    ...CATALOGUE.flatMap(({ title, properties }) => [
      `## ${title}`,
      '',
      ...table(
        ['Setting', 'Type', 'Default', 'Since', 'Meaning'],
        properties.map((property) =>
          row(code(property.key), property.type, defaultOf(property), property.since, meaning(property)),
        ),
      ),
    ]),
    '## Settings with names of your own',
    '',
    'What is in brackets is up to you.',
    '',
    ...table(
      ['Setting', 'Since', 'Meaning'],
      PROPERTY_FAMILIES.map(({ pattern, since, doc }) => row(code(pattern), since, doc)),
    ),
  ].join('\n')
