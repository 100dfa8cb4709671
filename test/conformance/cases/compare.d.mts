/** Requests as the recordings hold them, or as a recorder took them down. */
export interface ComparableRecording {
  readonly requests: readonly unknown[]
}

/** The differences between what was expected and what was recorded, a line each; none where the two agree. */
export function compare(expected: ComparableRecording, recorded: ComparableRecording): string[]
