import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { keepByContent } from '../../../local/spark/keep-by-content.ts'

describe('a file that is kept by the content of its sources', () => {
  let folder: string
  let source: string
  let made: number
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keep-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    source = join(folder, 'source')
    await writeFile(source, 'one')
    made = 0
  })

  const get = async (options: { readonly salt?: string; readonly outFile?: string } = {}): Promise<string> => {
    const { salt = '1', outFile = join(folder, 'out', 'a.jar') } = options
    await keepByContent({
      outFile,
      keepIn: join(folder, 'kept'),
      sources: [source],
      salt,
      make: async (work) => {
        made += 1
        await writeFile(join(work, 'made'), `${await readFile(source, 'utf8')} ${salt}`)
        return join(work, 'made')
      },
    })
    return readFile(outFile, 'utf8')
  }

  it('is made once, and again where a source or what else it depends on has changed', async () => {
    expect(await get()).toBe('one 1')
    expect(await get({ outFile: join(folder, 'other', 'a.jar') })).toBe('one 1')
    expect(made).toBe(1)
    await writeFile(source, 'two')
    expect(await get()).toBe('two 1')
    expect(await get({ salt: '2' })).toBe('two 2')
    expect(made).toBe(3)
  })

  it('is whole for several who want it at once, and leaves nothing half made', async () => {
    expect(await Promise.all([get(), get(), get()])).toEqual(['one 1', 'one 1', 'one 1'])
    expect(await readdir(join(folder, 'out'))).toEqual(['a.jar'])
    expect((await readdir(join(folder, 'kept'))).length).toBe(1)
  })

  it('leaves nothing where it cannot be made', async () => {
    const fails = { outFile: join(folder, 'out', 'a.jar'), sources: [source], salt: '', keepIn: join(folder, 'kept') }
    await expect(keepByContent({ ...fails, make: () => Promise.reject(new Error('no compiler')) })).rejects.toThrow(
      'no compiler',
    )
    expect(await readdir(join(folder, 'kept'))).toEqual([])
  })
})
