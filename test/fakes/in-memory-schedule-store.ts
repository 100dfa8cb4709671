import type { Schedule, ScheduleKey } from '../../lib/jobs/schedules/schedule.ts'
import type { SchedulePage, ScheduleStore } from '../../lib/jobs/schedules/schedule-store.ts'

const placeOf = ({ namespace, name }: ScheduleKey): string => `${namespace}/${name}`

/** The table of schedules in a map, with the conditions of the real one. */
export class InMemoryScheduleStore implements ScheduleStore {
  readonly schedules = new Map<string, Schedule>()

  async get(key: ScheduleKey): Promise<Schedule | undefined> {
    return structuredClone(this.schedules.get(placeOf(key)))
  }

  async create(schedule: Schedule): Promise<boolean> {
    return !this.schedules.has(placeOf(schedule)) && this.put(schedule)
  }

  async replace(schedule: Schedule): Promise<boolean> {
    return this.schedules.get(placeOf(schedule))?.revision === schedule.revision - 1 && this.put(schedule)
  }

  async list(query: { namespace?: string; limit: number; cursor?: string }): Promise<SchedulePage> {
    const { namespace, limit, cursor = '' } = query
    const places = [...this.schedules.keys()].sort().filter((place) => {
      const schedule = this.schedules.get(place)
      return place > cursor && !schedule?.deleted && (!namespace || schedule?.namespace === namespace)
    })
    const shown = places.slice(0, limit)
    const schedules = shown.flatMap((place) => {
      const { firings: _f, deleted: _d, revision: _r, ...summary } = this.schedules.get(place) as Schedule
      return structuredClone(summary)
    })
    return { schedules, ...(places.length > limit ? { next: shown.at(-1) as string } : {}) }
  }

  async *listUnsynced(): AsyncIterable<ScheduleKey> {
    for (const { namespace, name, synced } of [...this.schedules.values()]) if (!synced) yield { namespace, name }
  }

  private put(schedule: Schedule): true {
    this.schedules.set(placeOf(schedule), structuredClone(schedule))
    return true
  }
}
