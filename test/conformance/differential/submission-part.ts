import type * as fc from 'fast-check'
import type { Setting } from './generated-settings.ts'

/** A part of a submission: what is set, and what else goes along. `${CASE_DIR}` stands for the folder of its files. */
export interface SubmissionPart {
  readonly settings?: readonly Setting[]
  readonly options?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Texts by their paths in the folder. */
  readonly files?: Readonly<Record<string, string>>
  /** The main file and all that follows it. */
  readonly application?: readonly string[]
}

export const settings = (arbitrary: fc.Arbitrary<Setting[]>): fc.Arbitrary<SubmissionPart> =>
  arbitrary.map((each) => ({ settings: each }))

/** The words of a text, which may go over several lines. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** What Java takes for an archive. */
export const EMPTY_ZIP = `PK\u0005\u0006${'\u0000'.repeat(18)}`
