import type { DuePlan } from './due-times.ts'
import type { Schedule } from './schedule.ts'
import { parseExpression } from './timing.ts'

/** When the schedule is due. Throws InvalidJobError BAD_SCHEDULE. */
export const planOf = ({ spec, anchor }: Pick<Schedule, 'spec' | 'anchor'>): DuePlan => ({
  timing: parseExpression(spec.schedule).timing,
  timezone: spec.timezone,
  anchor: Date.parse(spec.start ?? anchor),
  ...(spec.start ? { start: Date.parse(spec.start) } : {}),
  ...(spec.end ? { end: Date.parse(spec.end) } : {}),
})
