import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { startEmulator } from '../../../local/aws/emulator.ts'
import { answeringProgram, inTemporaryFolder, isAlive, program } from './fake-ministack.ts'

const pidIn = async (file: string): Promise<number> => Number(await readFile(file, 'utf8'))

describe('starting the AWS emulator', () => {
  it('ends with what was logged where the program ends at once', () =>
    inTemporaryFolder(async (home) => {
      const ministack = await program(home, 'echo "port is taken" >&2; exit 3')
      await expect(startEmulator({ home, ministack })).rejects.toThrow(
        /MiniStack did not start: it ended with exit code 3\n.*port is taken/s,
      )
    }))

  it('says which program is missing', () =>
    inTemporaryFolder(async (home) => {
      const ministack = join(home, 'nothing-here')
      await expect(startEmulator({ home, ministack })).rejects.toThrow(`"${ministack}": no such file or directory`)
    }))

  it('keeps it on the loopback, on the pinned Node, and apart from the AWS settings of the person', () =>
    inTemporaryFolder(async (home) => {
      vi.stubEnv('AWS_PROFILE', 'production')
      vi.stubEnv('NODE_OPTIONS', '')
      const emulator = await startEmulator({ home, ministack: await answeringProgram(home) })
      vi.unstubAllEnvs()
      const { env } = JSON.parse(await readFile(join(home, 'started.json'), 'utf8'))
      await emulator.stop()
      expect(env).toMatchObject({ BIND_HOST: '127.0.0.1', TMPDIR: join(home, 'tmp'), HOME: home })
      expect(env.PATH.split(':')[0]).toMatch(/node_modules\/\.bin$/)
      expect(env).not.toHaveProperty('AWS_PROFILE')
      expect(emulator.endpoint).toBe(`http://127.0.0.1:${env.GATEWAY_PORT}`)
      expect(emulator.environment).toMatchObject({
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      })
    }))

  it('ends what it started when it is stopped, and leaves no temporary files', () =>
    inTemporaryFolder(async (home) => {
      const emulator = await startEmulator({ home, ministack: await answeringProgram(home) })
      const child = await pidIn(join(home, 'child.pid'))
      expect(isAlive(child)).toBe(true)
      await emulator.stop()
      await vi.waitFor(() => expect(isAlive(child)).toBe(false), { timeout: 5_000 })
      await expect(access(join(home, 'tmp'))).rejects.toThrow('ENOENT')
      await expect(fetch(emulator.endpoint)).rejects.toThrow('fetch failed')
    }))

  it('ends it too when the process that started it is killed', () =>
    inTemporaryFolder(async (home) => {
      const ministack = await answeringProgram(home)
      const module = fileURLToPath(new URL('../../../local/aws/emulator.ts', import.meta.url))
      const script = `import { startEmulator } from ${JSON.stringify(module)}
        await startEmulator(${JSON.stringify({ home, ministack })}); console.log('up'); setInterval(() => {}, 1000)`
      const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(parent.stdout, 'data')
      const child = await pidIn(join(home, 'child.pid'))
      expect(isAlive(child)).toBe(true)
      parent.kill('SIGKILL')
      await vi.waitFor(() => expect(isAlive(child)).toBe(false), { timeout: 5_000 })
    }))
})
