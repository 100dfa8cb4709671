import { describe, expect, it } from 'vitest'
import { jobRequest } from '../builders/job.ts'
import { SubmitSetup } from './submit-setup.ts'

const withJars = (jars: string) => jobRequest({ conf: { 'spark.jars': jars } })

describe('a job that names its files by globs', () => {
  it('gets the objects that there are, each staged', async () => {
    const setup = new SubmitSetup()
    for (const key of ['libs/b.jar', 'libs/a.jar', 'libs/readme.txt']) setup.objects.put({ bucket: 'drop', key }, key)
    const job = await setup.submit(withJars('s3a://drop/libs/*.jar'))
    expect(job.state).toBe('SUBMITTED')
    expect(setup.objects.copies.map(({ from }) => from.key)).toEqual(['team-a/pi.jar', 'libs/a.jar', 'libs/b.jar'])
    const [conf] = setup.cluster.objects('ConfigMap') as unknown as { data: Record<string, string> }[]
    const jars = /^spark\.jars=(.*)$/m.exec(conf?.data['spark.properties'] ?? '')?.[1]
    expect(jars?.replaceAll(/spark-upload-[0-9a-f-]{36}\/[0-9a-f]{16}/g, 'X')).toBe(
      ['a', 'b', 'pi'].map((name) => `s3a\\://staging/spark/team-a/X/${name}.jar`).join(','),
    )
  })

  it('goes without where they stand for nothing', async () => {
    const setup = new SubmitSetup()
    expect((await setup.submit(withJars('s3a://drop/none/*.jar'))).state).toBe('SUBMITTED')
    expect(setup.objects.copies).toHaveLength(1)
  })

  it('is rejected where they are none, and leaves nothing', async () => {
    const setup = new SubmitSetup()
    const job = await setup.submit(withJars('s3a://drop/[a.jar'))
    expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringContaining('spark.jars: s3a://drop/[a.jar') })
    expect(setup.objects.copies).toEqual([])
  })
})
