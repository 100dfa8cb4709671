/** The most that a factor can come to: Spark counts in 32 bits. */
const MOST_MIB = 2 ** 31 - 1

/** So large a part of the memory as a factor makes of it, in whole MiB. */
export const memoryPart = (factor: number, memoryMiB: number): number =>
  Math.min(Math.trunc(factor * memoryMiB), MOST_MIB)
