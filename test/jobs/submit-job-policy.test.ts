import { describe, expect, it } from 'vitest'
import { jobRequest } from '../builders/job.ts'
import { policy, strictPolicy } from '../builders/policy.ts'
import { SubmitSetup } from './submit-setup.ts'

const setup = (with_ = strictPolicy()): SubmitSetup => {
  const made = new SubmitSetup()
  made.policy = with_
  return made
}

describe('submit-job under a policy', () => {
  it('rejects what the policy refuses, naming all of it, and leaves nothing behind', async () => {
    const submit = setup()
    const conf = {
      'spark.kubernetes.driver.podTemplateFile': 's3a://drop/team-a/pod.yaml',
      'spark.executor.instances': '1000',
    }
    const job = await submit.submit(jobRequest({ conf }))
    expect(job).toMatchObject({ state: 'REJECTED', reason: 'CONFIG' })
    expect(job.message).toContain('the policy refuses 2 things')
    expect(job.message).toContain(
      'spark.kubernetes.driver.podTemplateFile=s3a://drop/team-a/pod.yaml: a pod template can',
    )
    expect(job.message).toContain('the job asks for 1000 executors: the policy allows 100')
    expect([submit.cluster.pods, submit.cluster.objects(), submit.objects.copies]).toEqual([[], [], []])
  })

  it("does not look up another tenant's files to tell of them", async () => {
    const submit = setup()
    submit.objects.put({ bucket: 'drop', key: 'team-b/secret.jar' }, 'jar')
    const job = await submit.submit(jobRequest({ conf: { 'spark.jars': 's3a://drop/team-b/*.jar' } }))
    expect(job.state).toBe('REJECTED')
    expect(job.message).not.toContain('secret.jar')
  })

  it('runs what it allows, from the settings that the tenant starts from', async () => {
    const submit = setup(policy({ conf: { 'spark.kubernetes.driver.label.cost-centre': '42' } }))
    expect(await submit.submit(jobRequest({ conf: { 'spark.executor.memory': '2g' } }))).toMatchObject({
      state: 'SUBMITTED',
    })
    expect(submit.cluster.pods[0]?.metadata?.labels).toMatchObject({ 'cost-centre': '42' })
  })

  it('lets a job that is at work go on where the policy has changed since', async () => {
    const submit = setup(policy())
    await submit.submit()
    submit.policy = policy({ files: [] })
    expect(await submit.submit()).toMatchObject({ state: 'SUBMITTED' })
    expect(submit.cluster.pods).toHaveLength(1)
  })
})
