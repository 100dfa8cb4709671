import { createHash } from 'node:crypto'
import { SCHEDULED_TIME } from '../../../events/schedule.ts'
import type { Schedule, ScheduleKey } from './schedule.ts'
import type { Alarm } from './schedules.ts'
import { parseExpression } from './timing.ts'
import { instantNear } from './zoned-time.ts'

/** crontab's two day fields make two alarms; nothing makes more. */
const MOST = 2
const READABLE = 45

/** Names of all alarms that a schedule may have: readable in the console, and never two schedules' at once. */
export const alarmNames = ({ namespace, name }: ScheduleKey): readonly string[] => {
  const digest = createHash('sha256').update(`${namespace}/${name}`).digest('hex').slice(0, 16)
  const readable = `${namespace}.${name}`.slice(0, READABLE)
  return Array.from({ length: MOST }, (_, i) => `${readable}-${digest}${i === 0 ? '' : `-${i + 1}`}`)
}

const isOver = ({ spec }: Schedule, now: number): boolean => {
  const { timing } = parseExpression(spec.schedule)
  const once = timing.kind === 'at' ? instantNear(spec.timezone, timing.wall) + spec.catchUpSeconds * 1000 : now
  return once < now || (spec.end !== undefined && Date.parse(spec.end) < now)
}

const messageOf = ({ namespace, name, generation }: Schedule): string =>
  JSON.stringify({ version: 1, schedule: { namespace, name, generation }, scheduledTime: SCHEDULED_TIME })

/** The alarms that EventBridge Scheduler shall hold for a schedule: none where nothing is due any more. */
export const alarmsOf = (schedule: Schedule, now: number): readonly Alarm[] => {
  const { spec, paused, deleted, namespace, name } = schedule
  if (deleted || isOver(schedule, now)) return []
  const [names, start] = [alarmNames(schedule), spec.start && Date.parse(spec.start)]
  return parseExpression(spec.schedule).expressions.map((expression, i) => ({
    name: names[i] ?? '',
    expression,
    timezone: spec.timezone,
    // EventBridge refuses a beginning that has passed.
    ...(start && start > now ? { start } : {}),
    ...(spec.end ? { end: Date.parse(spec.end) } : {}),
    enabled: !paused,
    maximumAgeSeconds: spec.catchUpSeconds,
    input: messageOf(schedule),
    description: `sparkdrop: ${namespace}/${name}, "${spec.schedule}"`,
  }))
}
