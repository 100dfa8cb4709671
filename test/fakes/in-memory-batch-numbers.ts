import type { BatchNumbers } from '../../lib/jobs/livy/batch-numbers.ts'

/** Livy's numbers in a list. */
export class InMemoryBatchNumbers implements BatchNumbers {
  readonly jobIds: string[] = []

  async assign(jobId: string): Promise<number> {
    return this.jobIds.push(jobId) - 1
  }

  async jobOf(batchId: number): Promise<string | undefined> {
    return this.jobIds[batchId]
  }
}
