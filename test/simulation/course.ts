import type { Flaw } from './flaws.ts'

/** What decides how a simulation goes, wholly: the same course is the same to the last call. */
export interface Course {
  readonly seed: number
  /** What the build has got wrong. */
  readonly flaw?: Flaw | undefined
  /** How many jobs there are; default 50. */
  readonly jobs?: number | undefined
  /** Those of them that are sent, by number; absent: all. */
  readonly only?: ReadonlySet<number> | undefined
  /** The faults that happen where chance has them in store; absent: all. */
  readonly allowed?: ReadonlySet<string> | undefined
  /** Whether the story is kept. */
  readonly isTold?: boolean | undefined
}
