import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogCursor } from '../../lib/cli/watch/log-cursor.ts'

const stamp = (index: number): string => `2026-01-01T00:00:00.${String(index).padStart(9, '0')}Z`

/** The bytes of an answer in pieces, which may break off in the middle of a line or of a letter. */
async function* answer(text: string, pieces: readonly number[], breaks: boolean): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  let start = 0
  for (const piece of pieces) {
    yield bytes.subarray(start, start + piece)
    start += piece
  }
  if (breaks) throw new Error('connection reset')
  yield bytes.subarray(start)
}

describe('a log that is followed', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\n', ' '))
  const connection = fc.array(fc.nat(40), { maxLength: 6 })

  it('comes whole and once, wherever connections break', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.array(connection, { maxLength: 4 }),
        async (lines, breaks) => {
          let written = ''
          const cursor = new LogCursor({ write: (text) => (written += text) })
          const text = lines.map((one, index) => `${stamp(index + 1)} ${one}\n`).join('')
          for (const pieces of breaks) await cursor.copy(answer(text, pieces, true))
          await cursor.copy(answer(text, [], false))
          expect(written).toBe(lines.map((one) => `${one}\n`).join(''))
        },
      ),
    )
  })

  it('is asked for again from the time of its last line', async () => {
    const cursor = new LogCursor({ write: () => {} })
    expect(cursor.since).toBeUndefined()
    await cursor.copy(answer(`${stamp(1)} a\n${stamp(2)} b\n`, [], false))
    expect(cursor.since).toBe(stamp(2))
  })

  it('keeps lines that a server has put no times to', async () => {
    let written = ''
    const cursor = new LogCursor({ write: (text) => (written += text) })
    await cursor.copy(answer(`a\n${stamp(1)} b\nc\n`, [], false))
    expect([written, cursor.since]).toEqual(['a\nb\nc\n', stamp(1)])
  })

  it('keeps a last line that has no end', async () => {
    let written = ''
    const cursor = new LogCursor({ write: (text) => (written += text) })
    await cursor.copy(answer(`${stamp(1)} a\n${stamp(2)} b`, [], false))
    expect(written).toBe('a\nb')
  })
})
