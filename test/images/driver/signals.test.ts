import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Entrypoint, FakeContainer } from './fake-container.ts'
import { startObjectServer } from './object-server.ts'

const TOLD = 'the driver was told to end (SIGTERM)'

describe('the entrypoint that is sent SIGTERM', () => {
  let container: FakeContainer
  let child: Entrypoint | undefined
  beforeEach(async () => {
    container = await FakeContainer.make()
    await container.properties('spark.kubernetes.file.upload.path=s3a\\://bucket/staging\n')
  })
  afterEach(async () => {
    child?.kill('SIGKILL')
    await container.remove()
  })

  const startDriver = async (script: string): Promise<Entrypoint> => {
    await container.program(script)
    child = container.start(['driver', 'app.jar'])
    await once(child.stdout, 'data')
    return child
  }

  it('passes SIGTERM to the driver, and ends as it does', async () => {
    await container.program("trap 'echo stopping; exit 143' TERM; echo up; while :; do sleep 0.05; done")
    child = container.start(['driver', 'app.jar'])
    const exited = once(child, 'exit')
    let out = ''
    for await (const chunk of child.stdout) {
      out += chunk
      if (out === 'up\n') child.kill('SIGTERM')
    }
    expect(out).toBe('up\nstopping\n')
    expect(await exited).toEqual([143, null])
  })

  it('leaves word of it where the driver ends by it', async () => {
    const driver = await startDriver(
      'trap "echo Error: interrupted; exit 143" TERM; echo up; while :; do sleep 0.05; done',
    )
    driver.kill('SIGTERM')
    expect(await once(driver, 'exit')).toEqual([143, null])
    expect(await container.message()).toBe(TOLD)
  })

  it('leaves word of it at once, as it may be killed with a driver that takes too long', async () => {
    const driver = await startDriver('trap "" TERM; echo up; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.05; done; echo $$')
    driver.kill('SIGTERM')
    await expect.poll(() => container.message(), { interval: 5 }).toBe(TOLD)
    expect(driver.exitCode).toBeNull()
  })

  it('leaves no word of it where the driver ends well all the same', async () => {
    const driver = await startDriver('trap "exit 0" TERM; echo up; while :; do sleep 0.05; done')
    driver.kill('SIGTERM')
    expect(await once(driver, 'exit')).toEqual([0, null])
    expect(await container.message()).toBe('')
  })

  it('ends by itself where the driver has not begun', async () => {
    const asked = Promise.withResolvers<void>()
    container.reach(await startObjectServer({ '/bucket/staging/app.jar': [() => asked.resolve()] }))
    await container.program('echo started')
    child = container.start(['driver', 's3a://bucket/staging/app.jar'])
    await asked.promise
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([143, null])
    expect(await container.message()).toBe(TOLD)
  })
})
