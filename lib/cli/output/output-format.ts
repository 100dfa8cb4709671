import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { TextSink } from '../surroundings.ts'

/**
 * The output that was asked for.
 * @throws InvalidJobError INVALID_OUTPUT where it is none of these
 */
export function outputOf<T extends string>(text: string, known: readonly T[]): T {
  const found = known.find((format) => format === text)
  if (found !== undefined) return found
  const message = `--output: '${text}' is none of ${known.join(', ')}`
  throw new InvalidJobError('INVALID_OUTPUT', message, { details: { property: '--output', value: text } })
}

/** For a program. */
export const writeJson = (sink: TextSink, value: unknown): void => {
  sink.write(`${JSON.stringify(value, undefined, 2)}\n`)
}
