/** One thing that a job asks for and may not have. */
export interface Violation {
  /** Which rule refuses it: stable, for programs. */
  readonly rule:
    | 'source'
    | 'namespace'
    | 'property'
    | 'image'
    | 'file'
    | 'package'
    | 'java-option'
    | 'environment'
    | 'service-account'
    | 'volume'
    | 'limit'
    | 'cluster'
    | 'batch-scheduler'
  readonly property?: string
  readonly value?: string
  /** What is refused, why, and what would be right. */
  readonly message: string
}

const SECRET = /secret|password|token|access[.]?key|credential/i
const MOST_SHOWN = 200

/** `key=value` as a message may show it: no secrets, no line ends, nothing without end. */
export const shown = (property: string, value: string): string => {
  if (SECRET.test(property)) return `${property}=***`
  const text = value.replace(/\p{Cc}/gu, ' ')
  return `${property}=${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}`
}

/** A violation that a setting makes. */
export const refusedSetting = (
  rule: Violation['rule'],
  { key, value, from }: { readonly key: string; readonly value: string; readonly from: string },
  why: string,
): Violation => ({
  rule,
  property: from,
  ...(SECRET.test(from) ? {} : { value }),
  message: `${shown(from, value)}${from === key ? '' : ` (today ${key})`}: ${why}`,
})
