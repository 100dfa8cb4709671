import type { Random } from '../ports/random.ts'

const FIRST_MS = 500
const LONGEST_MS = 15_000

/** Milliseconds to wait after so many failures in a row (1, 2, …): twice as long each time, spread by half. */
export const retryDelay = (failures: number, random: Random): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10)) * (0.75 + random.next() / 2)
