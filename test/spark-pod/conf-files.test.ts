import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { regularFiles } from '../../lib/cli/submit/conf-folder.ts'
import { propagatedFiles } from '../../lib/spark-pod/conf-files.ts'
import type { NamedFile } from '../../lib/spark-pod/named-file.ts'

const file = (name: string, text: string): NamedFile => ({ name, bytes: Buffer.from(text) })

/** A file that nobody may read. */
const unreadable = (name: string, size: number): NamedFile => ({
  name,
  size,
  get bytes(): Uint8Array {
    throw new Error(`${name} was read`)
  },
})

describe('files of SPARK_CONF_DIR', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-conf-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('go along, smallest first, as long as there is room', () => {
    const { texts, warnings } = propagatedFiles([file('b', '22'), file('a', '1'), file('c', '4444')], 8, 'driver')
    expect(Object.keys(texts)).toEqual(['a', 'b'])
    expect(warnings).toEqual([expect.stringContaining('c of SPARK_CONF_DIR is too large')])
  })

  it('are not read where their size or their name leaves them out', () => {
    const files = [unreadable('large.txt', 10_000), unreadable('libs.jar', 10), file('a', '1')]
    const { texts, warnings } = propagatedFiles(files, 100, 'driver')
    expect(texts).toEqual({ a: '1' })
    expect(warnings).toEqual([expect.stringContaining('large.txt of SPARK_CONF_DIR is too large')])
  })

  it('are known by their sizes before they are read, and read when they are needed', async () => {
    await writeFile(join(folder, 'small.txt'), 'small')
    await writeFile(join(folder, 'large.txt'), '')
    await truncate(join(folder, 'large.txt'), 8 * 1024 ** 3)
    const files = regularFiles(folder) ?? []
    const { texts } = propagatedFiles(files, 1_000_000, 'driver')
    expect(texts).toEqual({ 'small.txt': 'small' })
    expect(files.map(({ name, size }) => [name, size])).toEqual([
      ['large.txt', 8 * 1024 ** 3],
      ['small.txt', 5],
    ])
  })
})
