import type { Roster } from './roster.ts'

/** The rosters of all namespaces. Every method throws `TransientError` where the store does not answer. */
export interface RosterStore {
  get(namespace: string): Promise<Roster | undefined>
  /** Puts the roster where the stored one has the revision before it (0: there is none); false, and nothing changed, otherwise. */
  put(roster: Roster): Promise<boolean>
}
