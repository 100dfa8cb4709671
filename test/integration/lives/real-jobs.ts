import { readFile } from 'node:fs/promises'
import type { Job } from '../../../lib/jobs/job.ts'
import { DropBucketClient } from '../drop-bucket.ts'
import type { DropJobs } from '../drop-jobs.ts'

const JOB_FILE = [
  'main: {file: _lib/spark-pi.jar}',
  // An API server that is away as Spark starts is more than Spark bears.
  'restartPolicy: {type: OnFailure, runFailures: 3, backoffSeconds: 1}',
  'conf: {spark.executor.instances: "1"}',
  '',
].join('\n')

/** Lets Spark itself compute pi, one job after the other, each dropped as a file. */
export const runRealJobs = async (jobs: DropJobs, count: number): Promise<readonly Job[]> => {
  const bucket = new DropBucketClient(jobs.stack)
  try {
    await bucket.put('demo/_lib/spark-pi.jar', await readFile(jobs.exampleJar))
    const ended: Job[] = []
    for (let i = 0; i < count; i++) {
      const dropped = await bucket.put(`demo/pi-${i}.yaml`, JOB_FILE)
      // Among hundreds of others, and with attempts that were lost to an outage, a job takes longer than one by itself.
      ended.push(await jobs.ended(dropped).catch(() => jobs.ended(dropped)))
    }
    return ended
  } finally {
    bucket.close()
  }
}
