import { Readable } from 'node:stream'
import type { Surroundings } from '../../lib/cli/surroundings.ts'

export interface CapturedSurroundings extends Surroundings {
  /** What was written so far. */
  readonly written: { stdout: string; stderr: string }
}

/** Surroundings with no environment of their own that keep what is written. */
export function capturedSurroundings(overrides: Partial<Surroundings> = {}): CapturedSurroundings {
  const written = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text
    },
  })
  return {
    environment: { SPARK_USER: 'tester', HOME: '/nowhere' },
    cwd: '/nowhere',
    stdin: Readable.from([]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    signal: new AbortController().signal,
    written,
    ...overrides,
  }
}
