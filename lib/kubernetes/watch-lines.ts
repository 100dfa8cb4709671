import { TransientError } from '../errors/sparkdrop-error.ts'
import type { KubernetesObject } from '../ports/kubernetes-types.ts'

/** One line of a watch. `object` is a `Status` where the type is ERROR. */
export interface WatchLine {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: KubernetesObject & { readonly code?: number; readonly reason?: string; readonly message?: string }
}

/** An object in etcd has at most 1.5 MB; a line that goes on beyond this is none. */
const LONGEST_LINE = 16 * 1024 * 1024

const broken = (what: string, line: string, cause?: unknown): TransientError =>
  new TransientError('WATCH_BROKEN', `the watch sent ${what}`, { cause, details: { line: line.slice(0, 200) } })

/**
 * The lines of a watch, an event each. What follows the last line break is none: the connection ended in its middle.
 * Throws `WATCH_BROKEN` for a line that is not JSON.
 */
export async function* watchLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<WatchLine> {
  const decoder = new TextDecoder()
  let pieces: string[] = []
  let held = 0
  for await (const chunk of bytes) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n')
    const rest = lines.pop() ?? ''
    for (const end of lines) {
      const line = pieces.join('') + end
      pieces = []
      held = 0
      if (line !== '') yield parse(line)
    }
    pieces.push(rest)
    held += rest.length
    if (held > LONGEST_LINE) throw broken(`a line of more than ${LONGEST_LINE} characters`, pieces.join(''))
  }
}

function parse(line: string): WatchLine {
  try {
    return JSON.parse(line) as WatchLine
  } catch (cause) {
    throw broken('a line that is not JSON', line, cause)
  }
}
