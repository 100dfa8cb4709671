import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

const BUNDLE = fileURLToPath(new URL('../../../images/driver/bundle.ts', import.meta.url))
const run = promisify(execFile)

const bundle = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await run(process.execPath, [BUNDLE, folder])
  expect(await readdir(folder)).toEqual(['driver.mjs', 'scheduler.mjs'])
  return folder
}

it('makes of the entrypoint and of the scheduler loop one file each, that runs with nothing beside it', async () => {
  const folder = await bundle()
  const driver = run(process.execPath, [join(folder, 'driver.mjs')], { cwd: folder })
  await expect(driver).rejects.toMatchObject({ stderr: expect.stringContaining('say what to run: driver, executor') })
  const scheduler = run(process.execPath, [join(folder, 'scheduler.mjs')], { cwd: folder, env: {} })
  await expect(scheduler).rejects.toMatchObject({ stderr: expect.stringContaining('SPARKDROP_SCHEDULER_PORT') })
})

it('wants to be told where the files go', async () => {
  await expect(run(process.execPath, [BUNDLE])).rejects.toThrow('node images/driver/bundle.ts OUT')
})
