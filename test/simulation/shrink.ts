import type { Course } from './course.ts'
import type { PromiseName } from './promises.ts'
import { JOBS, type Simulation, simulate } from './simulate.ts'

export interface Shrunk {
  /** The course that is left, which shows the same broken promise, with its story. */
  readonly course: Course
  readonly simulation: Simulation
  /** How many courses were tried. */
  readonly tries: number
}

const breaks = ({ violations }: Simulation, promise: PromiseName): boolean =>
  violations.some((violation) => violation.promise === promise)

/** Splits into so many parts of about one size. */
const partsOf = <T>(all: readonly T[], count: number): readonly (readonly T[])[] =>
  Array.from({ length: count }, (_, part) =>
    all.slice(Math.floor((part * all.length) / count), Math.floor(((part + 1) * all.length) / count)),
  ).filter(({ length }) => length > 0)

/**
 * A subset that still shows it, from which nothing can be left out: tries to do without ever smaller parts (ddmin, without
 * its first half).
 */
const least = async <T>(all: readonly T[], shows: (some: readonly T[]) => Promise<boolean>): Promise<readonly T[]> => {
  let left = all
  for (let count = 2; left.length > 0; ) {
    const without = partsOf(left, Math.min(count, left.length))
    let smaller: readonly T[] | undefined
    for (const part of without) {
      const rest = left.filter((one) => !part.includes(one))
      if (!(await shows(rest))) continue
      smaller = rest
      break
    }
    if (smaller) {
      left = smaller
      count = Math.max(2, count - 1)
    } else if (count >= left.length) break
    else count *= 2
  }
  return left
}

/**
 * The shortest course that still breaks the promise that the simulation saw broken first: does without jobs, then without
 * faults, as long as it does. Deterministic, so that the same seed leads to the same story.
 *
 * @param patience how many jobs may be run for it, in tens
 */
export const shrink = async (course: Course, seen: Simulation, patience = 600): Promise<Shrunk> => {
  const promise = seen.violations[0]?.promise
  if (promise === undefined) throw new Error(`seed ${course.seed} breaks no promise: there is nothing to shrink`)
  let tries = 0
  let faults = seen.faults
  let left = patience
  const shows = async (tried: Course): Promise<boolean> => {
    left -= 1 + (tried.only?.size ?? 0) / 10
    if (left < 0) return false
    tries++
    const simulation = await simulate(tried)
    if (!breaks(simulation, promise)) return false
    faults = simulation.faults
    return true
  }
  const numbers = Array.from({ length: course.jobs ?? JOBS }, (_, number) => number)
  const jobs = await least(numbers, (some) => shows({ ...course, only: new Set(some) }))
  const fewer: Course = { ...course, only: new Set(jobs) }
  const needed = await least(faults, (some) => shows({ ...fewer, allowed: new Set(some) }))
  const shortest: Course = { ...fewer, allowed: new Set(needed) }
  return { course: shortest, simulation: await simulate({ ...shortest, isTold: true }), tries }
}
