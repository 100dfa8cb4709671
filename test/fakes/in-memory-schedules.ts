import type { Alarm, Schedules } from '../../lib/jobs/schedules/schedules.ts'

/** EventBridge Scheduler in a map; `failNext` makes the next write fail before anything is changed. */
export class InMemorySchedules implements Schedules {
  readonly alarms = new Map<string, Alarm>()
  failNext: Error | undefined

  async put(alarm: Alarm): Promise<void> {
    this.fail()
    this.alarms.set(alarm.name, structuredClone(alarm))
  }

  async remove(name: string): Promise<void> {
    this.fail()
    this.alarms.delete(name)
  }

  async get(name: string): Promise<Alarm | undefined> {
    return structuredClone(this.alarms.get(name))
  }

  private fail(): void {
    const error = this.failNext
    this.failNext = undefined
    if (error) throw error
  }
}
