import { describe, expect, it } from 'vitest'
import { run } from '../../../lib/cli/run.ts'
import { type ScriptedAnswer, ScriptedApi } from '../api-client/scripted-api.ts'
import { capturedSurroundings } from '../captured-surroundings.ts'

const JOB_ID = '0123456789abcdef0123456789abcdef'
const JOB = {
  jobId: JOB_ID,
  namespace: 'team-a',
  name: 'pi',
  state: 'RUNNING',
  attempt: 1,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
}

const ok = (body: unknown): ScriptedAnswer => ({ status: 200, body })
const part = (lines: readonly string[], next: string, more: object = {}) =>
  ok({ lines, attempt: 1, next, ended: false, ...more })

/** What the command writes where the API answers so, and what it asked for. */
const logs = async (args: readonly string[], answers: readonly ScriptedAnswer[]) => {
  await using api = await ScriptedApi.start([ok(JOB), ...answers])
  const surroundings = capturedSurroundings({ environment: { SPARKDROP_API: api.url, SPARKDROP_TOKEN: 't' } })
  const exitCode = await run(['logs', JOB_ID, ...args], surroundings)
  return {
    exitCode,
    ...surroundings.written,
    asked: api.seen.slice(1).map(({ path }) => path.replace(`/v1/jobs/${JOB_ID}`, '')),
  }
}

describe('sparkdrop logs', () => {
  it('writes what there is, part by part, and stays for no more', async () => {
    const { exitCode, stdout, asked } = await logs([], [part(['a', 'b'], '1'), part(['c'], '2'), part([], '2')])
    expect([exitCode, stdout]).toEqual([0, 'a\nb\nc\n'])
    expect(asked).toEqual(['/logs?wait=0', '/logs?cursor=1&wait=0', '/logs?cursor=2&wait=0'])
  })

  it('ends with the log', async () => {
    const { stdout, asked } = await logs(['-f'], [part(['a'], '1', { ended: true })])
    expect([stdout, asked]).toEqual(['a\n', ['/logs?wait=20']])
  })

  it('begins with the last lines that are asked for', async () => {
    const { asked } = await logs(['--tail', '5'], [part(['a'], '1'), part([], '1')])
    expect(asked).toEqual(['/logs?tail=5&wait=0', '/logs?cursor=1&wait=0'])
    expect((await logs(['--tail', '0'], [])).stderr).toContain("--tail: '0' is no whole number from 1 on")
  })

  it('stays with --follow, and says where the next attempt begins', async () => {
    const answers = [
      part([], '0'),
      part(['a'], '1'),
      part(['b'], '2', { attempt: 2 }),
      part([], '3', { attempt: 2, ended: true }),
    ]
    const { stdout, stderr } = await logs(['--follow'], answers)
    expect([stdout, stderr]).toEqual(['a\nb\n', 'sparkdrop: the log of attempt 2:\n'])
  })

  it('says what the record has where the log is gone', async () => {
    const { exitCode, stdout, stderr } = await logs([], [part([], '0', { ended: true, message: 'exit code 3: boom' })])
    expect([exitCode, stdout]).toEqual([0, ''])
    expect(stderr).toBe("sparkdrop: the driver's log is gone; exit code 3: boom\n")
  })

  it('says that an answer is none that it knows', async () => {
    const { exitCode, stderr } = await logs([], [ok({ lines: 'all of them' })])
    expect(exitCode).toBe(1)
    expect(stderr).toContain("the API's answer is not one that this command knows: lines: ")
  })
})
