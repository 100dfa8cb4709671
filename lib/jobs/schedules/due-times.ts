import { type CronTime, wallTimes } from './cron-time.ts'
import type { Timing } from './timing.ts'
import { instantOf, wallAt } from './zoned-time.ts'

/** When something is due: instants are milliseconds since the epoch. */
export interface DuePlan {
  readonly timing: Timing
  readonly timezone: string
  /** What a rate is counted from. */
  readonly anchor: number
  /** Nothing is due before. */
  readonly start?: number
  /** Nothing is due after. */
  readonly end?: number
}

type Direction = 1 | -1

/** Farther than any zone puts its clock forward or back in one night. */
const CLOCK_CHANGE_MS = 3 * 3_600_000

function* ofCron(cron: CronTime, timezone: string, from: number, direction: Direction): Generator<number> {
  // Around a change of the clock, times on the wall lie elsewhere than the instant that is looked for.
  const wall = wallAt(timezone, from) - direction * CLOCK_CHANGE_MS
  for (const time of wallTimes(cron, wall, direction)) {
    const instant = instantOf(timezone, time)
    if (instant !== undefined) yield instant
  }
}

function* ofRate(milliseconds: number, anchor: number, from: number, direction: Direction): Generator<number> {
  const first = Math.floor((from - anchor) / milliseconds) - direction
  for (let count = direction === 1 ? Math.max(first, 0) : first; count >= 0; count += direction)
    yield anchor + count * milliseconds
}

function* once(timezone: string, wall: number): Generator<number> {
  const instant = instantOf(timezone, wall)
  if (instant !== undefined) yield instant
}

const streams = ({ timing, timezone, anchor }: DuePlan, from: number, direction: Direction) => {
  if (timing.kind === 'at') return [once(timezone, timing.wall)]
  if (timing.kind === 'rate') return [ofRate(timing.milliseconds, anchor, from, direction)]
  return timing.crons.map((cron) => ofCron(cron, timezone, from, direction))
}

const first = (instants: Iterable<number>, fits: (instant: number) => boolean): readonly number[] => {
  for (const instant of instants) if (fits(instant)) return [instant]
  return []
}

/** The last time that was due at this instant or before; undefined where there was none. */
export const lastDue = (plan: DuePlan, instant: number): number | undefined => {
  const until = Math.min(instant, plan.end ?? instant)
  const dues = streams(plan, until, -1).flatMap((each) => first(each, (it) => it <= until))
  const due = dues.length > 0 ? Math.max(...dues) : undefined
  return due !== undefined && due >= (plan.start ?? due) ? due : undefined
}

/** The next time that is due after this instant; undefined where there is none any more. */
export const nextDue = (plan: DuePlan, instant: number): number | undefined => {
  const after = Math.max(instant, (plan.start ?? instant) - 1)
  const dues = streams(plan, after, 1).flatMap((each) => first(each, (it) => it > after))
  const due = dues.length > 0 ? Math.min(...dues) : undefined
  return due !== undefined && due <= (plan.end ?? due) ? due : undefined
}

/** The next times that are due after this instant, soonest first. */
export const nextDues = (plan: DuePlan, instant: number, count: number): readonly number[] => {
  const dues: number[] = []
  for (let due = nextDue(plan, instant); due !== undefined && dues.length < count; due = nextDue(plan, due))
    dues.push(due)
  return dues
}
