/** What came of looking: `unseen` where it could not be looked at, which says nothing of how it is. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'unseen'

export interface Finding {
  /** What was looked at. */
  readonly about: string
  readonly verdict: Verdict
  /** What was seen there. */
  readonly saw: string
  /** What to do about it. */
  readonly advice?: string
  /** Where to read more, as a link from the project's root. */
  readonly see?: string
  /** The permission without which it could not be seen. */
  readonly missing?: string
}

export interface Section {
  readonly title: string
  readonly findings: readonly Finding[]
}

export interface Remedy {
  readonly advice?: string
  readonly see?: string
}

export const ok = (about: string, saw: string): Finding => ({ about, verdict: 'ok', saw })

export const warning = (about: string, saw: string, remedy: Remedy): Finding => ({
  about,
  verdict: 'warning',
  saw,
  ...remedy,
})

export const failed = (about: string, saw: string, remedy: Remedy): Finding => ({
  about,
  verdict: 'failed',
  saw,
  ...remedy,
})

export const unseen = (about: string, saw: string, remedy: Remedy & Pick<Finding, 'missing'> = {}): Finding => ({
  about,
  verdict: 'unseen',
  saw,
  ...remedy,
})
