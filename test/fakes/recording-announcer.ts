import type { JobStateChange } from '../../events/job-state.ts'
import type { Announcer } from '../../lib/jobs/announcer.ts'

/** Remembers what was announced; `failNext` makes the next call fail before anything is taken. */
export class RecordingAnnouncer implements Announcer {
  readonly changes: JobStateChange[] = []
  failNext: Error | undefined

  async announce(changes: readonly JobStateChange[]): Promise<void> {
    const error = this.failNext
    this.failNext = undefined
    if (error) throw error
    this.changes.push(...changes)
  }

  get states(): readonly string[] {
    return this.changes.map(({ state }) => state)
  }
}
