import type { Roster } from '../../lib/jobs/admission/roster.ts'
import type { RosterStore } from '../../lib/jobs/admission/roster-store.ts'

/** Rosters in a map, with the condition of the real table. */
export class InMemoryRosterStore implements RosterStore {
  readonly rosters = new Map<string, Roster>()
  /** Sees every roster that was put, after the one before it. */
  onPut: (roster: Roster, before: Roster | undefined) => void = () => {}
  reads = 0

  async get(namespace: string): Promise<Roster | undefined> {
    this.reads++
    return structuredClone(this.rosters.get(namespace))
  }

  async put(roster: Roster): Promise<boolean> {
    const before = this.rosters.get(roster.namespace)
    if ((before?.revision ?? 0) !== roster.revision - 1) return false
    this.rosters.set(roster.namespace, structuredClone(roster))
    this.onPut(roster, before)
    return true
  }
}
