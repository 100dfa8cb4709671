import { type Admitted, emptyRoster, type Roster, type Waiting } from '../../lib/jobs/admission/roster.ts'

const AT = '2026-01-01T00:00:00.000Z'

/** Who waits without a key, with the priority of all, or as overridden. */
export const waiting = (jobId: string, overrides: Partial<Waiting> = {}): Waiting => ({
  jobId,
  attempt: 1,
  keyLimit: 1,
  priority: 0,
  since: AT,
  ...overrides,
})

/** Who has a slot, or as overridden. */
export const admitted = (jobId: string, overrides: Partial<Admitted> = {}): Admitted => ({
  jobId,
  attempt: 1,
  slot: 1,
  at: AT,
  ...overrides,
})

export const roster = (overrides: Partial<Roster> = {}): Roster => ({ ...emptyRoster('team-a'), ...overrides })
