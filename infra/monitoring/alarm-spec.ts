import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch'

/** What an alarm watches, and what whoever it wakes is told. */
export interface AlarmSpec {
  /** What it is called, behind the name of the stack. */
  readonly name: string
  /** The heading in docs/runbook.md that says what to do. */
  readonly entry: RunbookEntry
  /** What happened, in a sentence. */
  readonly says: string
  /** One metric as it is: the emulator of the local mode knows no metric math in alarms. */
  readonly metric: IMetric
  readonly threshold: number
  /** It goes off at the threshold and above; `below`: only under it. */
  readonly below?: true
  /** Of so many periods… */
  readonly periods: number
  /** …so many have to be bad; absent: all. */
  readonly bad?: number
  /** Silence is what it goes off at. */
  readonly silenceIsBad?: true
}

export const RUNBOOK_ENTRIES = [
  'Dead letters',
  'A queue grows old',
  'Undelivered events',
  'A function fails',
  'A function is throttled',
  'A function is slow',
  'A table throttles',
  'A rule cannot deliver',
  'Notifications fail',
  'The API fails',
  'reconcile-jobs is silent',
  'Jobs cannot be reconciled',
  'Reconciliation does not finish',
  'Unknown drivers',
  'Pod events are late',
  'A forwarder is silent',
] as const

export type RunbookEntry = (typeof RUNBOOK_ENTRIES)[number]

/** Where the entry is, as a link into the document. */
export const runbookLink = (entry: RunbookEntry): string =>
  `docs/runbook.md#${entry.toLowerCase().replaceAll(' ', '-')}`
