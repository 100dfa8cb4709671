import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Job } from '../../lib/jobs/job.ts'
import { cacheHome } from '../../local/cache-home.ts'
import { clientConfig } from '../../local/demo/client-config.ts'
import { driverOutput } from '../../local/demo/driver-output.ts'
import { type Dropped, dropFile } from '../../local/demo/drop-file.ts'
import { followJob } from '../../local/demo/follow-job.ts'
import { JobTable } from '../../local/demo/job-table.ts'
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/demo/local-stack.ts'
import { createNamespace } from '../../local/demo/namespace.ts'
import { linesOn } from '../../local/demo/progress.ts'
import { buildExampleJar } from '../../local/spark/example-jar.ts'
import { silentLog } from '../fakes/silent-log.ts'

const PATIENCE_MS = 150_000
const NAMESPACE = 'demo'

/** The local stack, and what tests do with it. */
export class DropJobs {
  readonly stack: LocalStack
  readonly table: JobTable
  readonly exampleJar: string
  private readonly workDir: string
  private readonly sqs: SQSClient

  private constructor(stack: LocalStack, workDir: string, exampleJar: string) {
    this.stack = stack
    this.workDir = workDir
    this.exampleJar = exampleJar
    this.table = new JobTable(stack)
    this.sqs = new SQSClient(clientConfig(stack.emulator))
  }

  static async start(overrides: Partial<LocalStackOptions> = {}): Promise<DropJobs> {
    const workDir = await mkdtemp(join(tmpdir(), 'sparkdrop-test-'))
    const { signal } = new AbortController()
    const progress = linesOn(process.stderr)
    const options = { cacheHome: cacheHome(), workDir, progress, log: silentLog, signal, ...overrides }
    const stack = await startLocalStack(options)
    await createNamespace(stack.kubernetes, NAMESPACE)
    const outFile = join(workDir, 'spark-pi.jar')
    return new DropJobs(stack, workDir, await buildExampleJar({ sparkHome: stack.spark.sparkHome, outFile }))
  }

  async stop(): Promise<void> {
    this.sqs.destroy()
    await this.stack.stop()
    await rm(this.workDir, { recursive: true, force: true })
  }

  /** A file with this content, to be dropped under this name. */
  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.workDir, name)
    await writeFile(path, content)
    return path
  }

  drop(file: string, namespace = NAMESPACE): Promise<Dropped> {
    return dropFile(this.stack.emulator, this.stack.outputs.DropBucket, namespace, file)
  }

  /** The nth job of what was dropped, when it has ended. */
  ended(dropped: Dropped, nth = 0): Promise<Job> {
    return this.#endOf(async () => (await this.table.madeOf(dropped))[nth])
  }

  /** The job of this id, when it has ended. */
  endedAs(jobId: string): Promise<Job> {
    return this.#endOf(() => this.table.get(jobId))
  }

  #endOf(read: () => Promise<Job | undefined>): Promise<Job> {
    const { signal } = new AbortController()
    return followJob({ read, onStep: () => undefined, signal, patience: PATIENCE_MS })
  }

  output({ namespace, driver }: Job): Promise<string> {
    return driverOutput(this.stack.kubernetes, namespace, driver?.name ?? '')
  }

  async deliver(queueUrl: string, body: object): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) }))
  }

  /** How many messages wait, are being handled, or were given up, in all queues of the stack. */
  async messages(): Promise<Readonly<Record<string, number>>> {
    const urls = Object.entries(this.stack.outputs).filter(([name]) => /(Queue|DeadLetters|Events)Url$/.test(name))
    const count = async ([name, QueueUrl]: [string, string]) => {
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
      const { Attributes } = await this.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
      )
      return [name, names.reduce((sum, each) => sum + Number(Attributes?.[each]), 0)] as const
    }
    return Object.fromEntries(await Promise.all(urls.map(count)))
  }
}
