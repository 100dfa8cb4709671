import type { StatusCause } from '../api-error.ts'
import { invalidValue, required, tooLong } from '../field-errors.ts'
import type { NameRule } from './resource-type.ts'

export interface Format {
  readonly pattern: RegExp
  readonly maxLength: number
  readonly message: string
}

const formatted = (message: string, regex: string, ...examples: string[]): string => {
  const listed = examples.map((example) => `'${example}'`).join(',  or ')
  return `${message} (e.g. ${listed}, regex used for validation is '${regex}')`
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const SERVICE = '[a-z]([-a-z0-9]*[a-z0-9])?'
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

const format = (regex: string, maxLength: number, message: string): Format => ({
  pattern: new RegExp(`^${regex}$`),
  maxLength,
  message,
})

export const DNS_LABEL = format(
  LABEL,
  63,
  formatted(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
    LABEL,
    'my-name',
    '123-abc',
  ),
)

export const DNS_SUBDOMAIN = format(
  SUBDOMAIN,
  253,
  formatted(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    SUBDOMAIN,
    'example.com',
  ),
)

const SERVICE_NAME = format(
  SERVICE,
  63,
  formatted(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
    SERVICE,
    'my-name',
    'abc-123',
  ),
)

const QUALIFIED_NAME = format(
  QUALIFIED,
  63,
  `name part ${formatted("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED, 'MyName', 'my.name', '123-abc')}`,
)

const LABEL_VALUE = format(
  `(${QUALIFIED})?`,
  63,
  formatted(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    `(${QUALIFIED})?`,
    'MyValue',
    'my_value',
    '12345',
  ),
)

export const CONFIG_KEY = format(
  '[-._a-zA-Z0-9]+',
  253,
  formatted(
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    '[-._a-zA-Z0-9]+',
    'key.name',
    'KEY_NAME',
    'key-name',
  ),
)

/** What is wrong with the value, or nothing. */
export const formatErrors = (value: string, { pattern, maxLength, message }: Format): string[] => [
  ...(value.length > maxLength ? [`must be no more than ${maxLength} characters`] : []),
  ...(pattern.test(value) ? [] : [message]),
]

const formatCauses = (field: string, value: string, rule: Format): StatusCause[] =>
  formatErrors(value, rule).map((detail) => invalidValue(field, value, detail))

export const labelCauses = (field: string, value: string): StatusCause[] => formatCauses(field, value, DNS_LABEL)

const NAME_FORMATS: Readonly<Record<Exclude<NameRule, 'path-segment'>, Format>> = {
  subdomain: DNS_SUBDOMAIN,
  label: DNS_LABEL,
  service: SERVICE_NAME,
}

const pathSegmentErrors = (value: string): string[] => [
  ...(value === '.' || value === '..' ? [`may not be '${value}'`] : []),
  ...['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`),
]

export const nameCauses = (field: string, value: string, rule: NameRule): StatusCause[] =>
  rule === 'path-segment'
    ? pathSegmentErrors(value).map((detail) => invalidValue(field, value, detail))
    : formatCauses(field, value, NAME_FORMATS[rule])

/** Keys of labels and annotations, and finalizers: an optional prefix, which is a domain, and a name. */
export const qualifiedNameErrors = (value: string): string[] => {
  const slash = value.indexOf('/')
  const prefix = slash < 0 ? undefined : value.slice(0, slash)
  const name = value.slice(slash + 1)
  if (name.includes('/')) {
    return [
      `a qualified name ${QUALIFIED_NAME.message.slice('name part '.length).replace(/'\)$/, "')")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  return [
    ...(prefix === undefined
      ? []
      : prefix === ''
        ? ['prefix part must be non-empty']
        : formatErrors(prefix, DNS_SUBDOMAIN).map((detail) => `prefix part ${detail}`)),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...formatErrors(name, QUALIFIED_NAME),
  ]
}

export const labelsCauses = (field: string, labels: Readonly<Record<string, string>>): StatusCause[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameErrors(key).map((detail) => invalidValue(field, key, detail)),
    ...formatCauses(field, value, LABEL_VALUE),
  ])

const MAX_ANNOTATIONS = 256 * 1024

export const annotationsCauses = (field: string, annotations: Readonly<Record<string, string>>): StatusCause[] => {
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0)
  return [
    ...Object.keys(annotations).flatMap((key) =>
      qualifiedNameErrors(key.toLowerCase()).map((detail) => invalidValue(field, key, detail)),
    ),
    ...(size > MAX_ANNOTATIONS ? [tooLong(field, `may not be more than ${MAX_ANNOTATIONS} bytes`)] : []),
  ]
}

export const nameRequired = (): StatusCause => required('metadata.name', 'name or generateName is required')
