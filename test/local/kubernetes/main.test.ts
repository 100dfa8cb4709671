import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ApiUnderTest } from '../../contracts/kubernetes-api/api-under-test.ts'

const run = (...args: string[]): ChildProcess => spawn(process.execPath, ['local/kubernetes/main.ts', ...args])

const firstLine = async (stream: ChildProcess['stdout']): Promise<string> => {
  const [text] = (await once(stream as NonNullable<typeof stream>, 'data')) as [Buffer]
  return text.toString().split('\n')[0] ?? ''
}

describe('the API server as a program', () => {
  it('prints its address, serves, and ends on SIGTERM although a client watches', async () => {
    const program = run('--port', '0', '--host', '127.0.0.1')
    const api = new ApiUnderTest({ url: await firstLine(program.stdout) })
    expect((await api.get('/readyz')).text).toBe('ok')
    await api.watch('/api/v1/pods')
    program.kill('SIGTERM')
    expect(await once(program, 'exit')).toEqual([0, null])
  })

  it('says which port it cannot listen on', async () => {
    const program = run('--port', 'high')
    expect(await firstLine(program.stderr)).toBe('--port high: must be a port number from 0 (any free one) to 65535')
    expect(await once(program, 'exit')).toEqual([2, null])
  })
})
