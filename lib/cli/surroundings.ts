/** A stream of text that may be a terminal. */
export interface TextSink {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** What a command is called in: handed in, so that the commands themselves know no process. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The directory that relative paths start from. */
  readonly cwd: string
  /** What is piped into the command. */
  readonly stdin: AsyncIterable<Uint8Array>
  /** What a program may read: objects, logs. */
  readonly stdout: TextSink
  /** What a person reads: reports, warnings, errors. */
  readonly stderr: TextSink
  /** Aborts where the person has had enough. */
  readonly signal: AbortSignal
}

/** One line for the person. */
export const say = ({ stderr }: Pick<Surroundings, 'stderr'>, line: string): void => {
  stderr.write(`${line}\n`)
}

/** A warning: nothing is wrong enough to stop. */
export const warn = (surroundings: Pick<Surroundings, 'stderr'>, warning: string): void =>
  say(surroundings, `sparkdrop: warning: ${warning}`)
