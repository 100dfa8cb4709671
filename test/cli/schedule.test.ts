import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../lib/cli/run.ts'
import { ScheduleApi } from '../api/schedules-setup.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const NIGHTLY = `
namespace: team-a
name: nightly
schedule: 30 2 * * 1-5
timezone: Europe/Berlin
concurrency: Forbid
job:
  main: { file: s3://jars/nightly.jar, class: com.example.Nightly }
  args: ["{{ ds }}", 010]
  conf: { spark.executor.memoryOverheadFactor: 0.10 }
`

let api: ScheduleApi
let cwd: string

beforeEach(async () => {
  api = new ScheduleApi()
  cwd = await mkdtemp(join(tmpdir(), 'sparkdrop-schedule-'))
  await writeFile(join(cwd, 'nightly.yaml'), NIGHTLY)
  vi.stubGlobal('fetch', async (url: URL, init: RequestInit) =>
    api.fetch(`${url.pathname}${url.search}`, init, ['team-a']),
  )
})

afterEach(async () => {
  vi.unstubAllGlobals()
  await rm(cwd, { recursive: true })
})

const sparkdrop = async (...args: readonly string[]) => {
  const surroundings = capturedSurroundings({
    environment: { SPARKDROP_API: 'https://api.example.com', SPARKDROP_TOKEN: 'token' },
    cwd,
  })
  const exitCode = await run(['schedule', ...args], surroundings)
  return { exitCode, ...surroundings.written }
}

const put = (...options: readonly string[]) => sparkdrop('put', 'nightly.yaml', ...options)

describe('sparkdrop schedule put', () => {
  it('makes the schedule of a file, with texts as they are written', async () => {
    const { exitCode, stdout, stderr } = await put()
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain(
      'Name:        team-a:nightly\nSchedule:    30 2 * * 1-5 (Europe/Berlin)\nState:       active\n',
    )
    expect(stdout).toContain('Next:        2026-01-01 01:30:00Z, 2026-01-02 01:30:00Z')
    expect(api.schedules.schedules.get('team-a/nightly')?.spec.job).toMatchObject({
      args: ['{{ ds }}', '010'],
      conf: { 'spark.executor.memoryOverheadFactor': '0.10' },
    })
  })

  it('goes by its options before the file', async () => {
    const { stdout } = await put(
      '--name',
      'team-a:hourly',
      '--schedule',
      '@hourly',
      '--catch-up',
      '120',
      '--paused',
      '-o',
      'json',
    )
    expect(JSON.parse(stdout)).toMatchObject({ name: 'hourly', schedule: '@hourly', catchUpSeconds: 120, paused: true })
  })

  it.each([
    [['put', 'missing.yaml'], 'the schedule file missing.yaml does not exist'],
    [['put', 'nightly.yaml', '--schedule', '0 0 * * 9'], 'the field "day of week" of the schedule holds "9"'],
    [['put', 'nightly.yaml', '--name', 'team-b:nightly'], 'namespace "team-b" is not the caller\'s to use'],
    [['put', 'nightly.yaml', '--catch-up', 'soon'], "--catch-up: 'soon' is no whole number"],
    [['show', 'team-a:other'], 'there is no schedule team-a:other'],
    [['pause', 'a:b:c'], "'a:b:c' names no schedule"],
    [['remove', 'x'], 'there is no command schedule remove'],
  ])('%j says what is wrong', async (args, message) => {
    const { exitCode, stderr } = await sparkdrop(...args)
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(message)
  })
})

describe('sparkdrop schedule', () => {
  it('lists schedules in a table, or as JSON', async () => {
    expect((await sparkdrop('list')).stderr).toContain('No schedules found.')
    await put()
    await put('--name', 'team-a:old', '--paused')
    expect((await sparkdrop('list')).stdout.replaceAll(/ +/g, ' ').split('\n')).toEqual([
      'NAMESPACE NAME SCHEDULE TIME ZONE CONCURRENCY STATE NEXT',
      'team-a nightly 30 2 * * 1-5 Europe/Berlin Forbid active 2026-01-01 01:30:00Z',
      'team-a old 30 2 * * 1-5 Europe/Berlin Forbid paused -',
      '',
    ])
    const { stdout } = await sparkdrop('list', '-o', 'json', '--namespace', 'team-a')
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(['nightly', 'old'])
  })

  it('shows what became of the firings', async () => {
    await put()
    const stored = api.schedules.schedules.get('team-a/nightly')
    if (!stored) throw new Error('there is no schedule')
    const decidedAt = '2026-01-02T01:30:01.000Z'
    const firings = [
      { at: '2026-01-02T01:30:00Z', decidedAt, skipped: 'CONCURRENT', message: 'the run before goes on' } as const,
      { at: '2026-01-01T01:30:00Z', decidedAt, manual: true, jobId: 'a'.repeat(32), state: 'SUCCEEDED' } as const,
    ]
    api.schedules.schedules.set('team-a/nightly', { ...stored, firings })
    const { stdout } = await sparkdrop('show', 'team-a/nightly')
    expect(stdout.replaceAll(/ +/g, ' ')).toContain(
      '2026-01-02 01:30:00Z CONCURRENT time - the run before goes on\n' +
        `2026-01-01 01:30:00Z SUCCEEDED hand ${'a'.repeat(32)} -\n`,
    )
  })

  it('pauses and resumes all of a glob, runs one, and deletes', async () => {
    for (const name of ['night-a', 'night-b', 'day']) await put('--name', `team-a:${name}`)
    expect((await sparkdrop('pause', 'team-a:night-*')).stdout).toBe('team-a:night-a paused\nteam-a:night-b paused\n')
    expect((await sparkdrop('resume', '*:night-a')).stdout).toBe('team-a:night-a resumed\n')
    expect((await sparkdrop('run', 'team-a:day')).stdout).toMatch(/^team-a:day asked to run: job [0-9a-f]{32}\n$/)
    expect(api.fired).toMatchObject([{ schedule: { name: 'day', manual: true } }])
    expect((await sparkdrop('delete', 'team-a:night-*', 'team-a:day', '-o', 'json')).exitCode).toBe(0)
    expect((await api.schedules.list({ limit: 10 })).schedules).toEqual([])
  })
})
