import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

const BUNDLE = fileURLToPath(new URL('../../../images/driver/bundle.ts', import.meta.url))
const run = promisify(execFile)

it('makes of the entrypoint one file that runs with nothing beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await run(process.execPath, [BUNDLE, join(folder, 'driver.mjs')])
  expect(await readdir(folder)).toEqual(['driver.mjs'])
  const started = run(process.execPath, [join(folder, 'driver.mjs')], { cwd: folder })
  await expect(started).rejects.toMatchObject({ stderr: expect.stringContaining('say what to run: driver, executor') })
})

it('wants to be told where the file goes', async () => {
  await expect(run(process.execPath, [BUNDLE])).rejects.toThrow('node images/driver/bundle.ts OUT')
})
