import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ServedApi } from './served-api.ts'

let api: ServedApi
beforeEach(async () => {
  api = await ServedApi.start()
})
afterEach(() => api[Symbol.asyncDispose]())

const stateOf = (jobId: string) => api.setup.store.jobs.get(jobId)?.state

describe('sparkdrop kill', () => {
  it('ends one job without asking, by whatever means it alone', async () => {
    for (const [name, reference] of [
      ['one', 'team-a:one'],
      ['two', 'tw*'],
    ] as const) {
      const { jobId } = await api.job(name)
      const { exitCode, stdout } = await api.run(['kill', reference])
      expect([exitCode, stdout]).toEqual([0, `${jobId} killed (KILLED)\n`])
      expect(stateOf(jobId)).toBe('KILLED')
    }
  })

  it('shows several that a glob means, and ends them only where the person says so', async () => {
    const jobs = [await api.job('etl-1'), await api.job('etl-2')]
    const other = await api.job('report')
    const asked = await api.run(['kill', 'team-a:etl-*'])
    expect([asked.exitCode, asked.stdout]).toEqual([1, ''])
    expect(asked.stderr).toMatch(/etl-2[\s\S]*etl-1/)
    expect(asked.stderr).toContain('these 2 jobs would be killed: add --yes where all of them are meant')
    expect(jobs.map(({ jobId }) => stateOf(jobId))).toEqual(['ACCEPTED', 'ACCEPTED'])
    expect((await api.run(['kill', 'team-a:etl-*', '--yes'])).exitCode).toBe(0)
    expect([...jobs, other].map(({ jobId }) => stateOf(jobId))).toEqual(['KILLED', 'KILLED', 'ACCEPTED'])
  })

  it('ends several that are named one by one without asking', async () => {
    const jobs = [await api.job('a'), await api.job('b')]
    const { exitCode, stdout } = await api.run(['kill', ...jobs.map(({ jobId }) => jobId), '-o', 'json'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).jobs).toHaveLength(2)
  })

  it('means by a name only jobs that have not ended', async () => {
    await api.job('pi', { state: 'SUCCEEDED' })
    expect(await api.run(['kill', 'p*'])).toEqual({ exitCode: 0, stdout: '', stderr: 'No jobs found.\n' })
    const open = await api.job('pi')
    expect((await api.run(['kill', 'pi'])).exitCode).toBe(0)
    expect(stateOf(open.jobId)).toBe('KILLED')
  })

  it('says which could not be ended, and ends the others', async () => {
    const ended = await api.job('a', { state: 'SUCCEEDED' })
    const open = await api.job('b')
    const { exitCode, stdout, stderr } = await api.run(['kill', ended.jobId, open.jobId])
    expect([exitCode, stdout]).toEqual([1, `${open.jobId} killed (KILLED)\n`])
    expect(stderr).toContain(`${ended.jobId}: job ${ended.jobId} has ended (SUCCEEDED)`)
  })

  it('passes on the grace period', async () => {
    const { jobId } = await api.job('pi')
    await api.run(['kill', jobId, '--grace', '30'])
    expect(api.calls).toContain(`DELETE /v1/jobs/${jobId}?graceSeconds=30`)
    expect((await api.run(['kill', jobId, '--grace', 'long'])).stderr).toContain("--grace: 'long' is no whole number")
  })

  it('is also spark-submit’s own way to say it', async () => {
    const jobs = [await api.job('etl-1'), await api.job('etl-2')]
    expect((await api.run(['submit', '--kill', 'team-a:etl-*'])).exitCode).toBe(0)
    expect(jobs.map(({ jobId }) => stateOf(jobId))).toEqual(['KILLED', 'KILLED'])
    expect((await api.run(['submit', '--status', 'team-a:etl-1'])).stdout).toContain('State:       KILLED')
  })
})

describe('sparkdrop suspend and resume', () => {
  it('have a job wait, and go on', async () => {
    const { jobId } = await api.job('pi')
    expect((await api.run(['suspend', 'pi'])).stdout).toBe(`${jobId} suspended (QUEUED)\n`)
    expect(api.setup.store.jobs.get(jobId)).toMatchObject({ state: 'QUEUED', suspended: true })
    expect((await api.run(['suspend', 'pi'])).exitCode).toBe(0)
    expect((await api.run(['resume', jobId.slice(0, 10)])).exitCode).toBe(0)
    expect(api.setup.store.jobs.get(jobId)?.suspended).toBeUndefined()
  })
})

describe('what the API refuses', () => {
  it('ends with its own words', async () => {
    const { jobId } = await api.job('pi')
    expect(await api.run(['kill', jobId], {}, 'bob')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('there is no job'),
    })
    const nobody = await api.run(['list'], { environment: { SPARKDROP_TOKEN: ' ' } })
    expect(nobody).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('names nobody who calls') })
  })
})
