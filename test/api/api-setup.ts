import type { JobRequest } from '../../events/job-request.ts'
import type { ApiDeps } from '../../lib/api/api-deps.ts'
import { createApi } from '../../lib/api/create-api.ts'
import type { Tenancy } from '../../lib/api/tenancy.ts'
import type { Job } from '../../lib/jobs/job.ts'
import type { Violation } from '../../lib/policy/violation.ts'
import { uploadSigner } from '../builders/upload-signer.ts'
import { InMemoryBatchNumbers } from '../fakes/in-memory-batch-numbers.ts'
import { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { RecordingQueue } from '../fakes/recording-queue.ts'
import { silentLog } from '../fakes/silent-log.ts'

export interface Call {
  readonly method?: string
  /** Sent as JSON, or as it is where it is text. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** The ARN of who calls; null: nobody. */
  readonly as?: string | null
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what came is what the test looks at
  readonly body: any
}

export const ALICE = 'arn:aws:iam::123456789012:user/alice'
export const BOB = 'arn:aws:iam::123456789012:user/bob'

/** A request's body that is as short as one can be. */
export const PI = { namespace: 'team-a', main: { file: 's3a://drop/team-a/pi.jar', class: 'com.example.Pi' } }

/** The API on fakes: alice has the namespace team-a, bob team-b, everybody else all. */
export class ApiSetup {
  readonly store = new InMemoryJobStore()
  readonly queue = new RecordingQueue()
  readonly announcer = new RecordingAnnouncer()
  readonly clock = new ManualClock()
  readonly cluster = new InMemoryCluster()
  readonly batches = new InMemoryBatchNumbers()
  readonly tenancies = new Map<string, Tenancy>([
    [ALICE, ['team-a']],
    [BOB, ['team-b']],
  ])
  violations: readonly Violation[] = []
  /** What the API was asked to judge. */
  readonly judged: JobRequest[] = []
  /** Where uploads go; their requests are signed for this store. */
  objectStore = 'https://store.example'
  /** Called each time that the API waits. */
  onSleep: () => Promise<void> | void = () => {}
  slept = 0
  #ids = 0

  constructor() {
    this.cluster.addNamespace('team-a')
  }

  readonly deps: ApiDeps = {
    store: this.store,
    queue: this.queue,
    announcer: this.announcer,
    clock: this.clock,
    log: silentLog,
    clusterOf: async () => this.cluster,
    access: async ({ id }) => this.tenancies.get(id) ?? ['**'],
    check: async (request) => {
      this.judged.push(request)
      return this.violations
    },
    freshId: () => `fresh-${this.#ids++}`,
    sleep: async (ms) => {
      this.slept += ms
      this.clock.advance(ms)
      await this.onSleep()
    },
    batches: this.batches,
    uploads: {
      path: 's3a://staging/uploads',
      largest: 5_000_000,
      signer: uploadSigner(this.clock, () => this.objectStore),
    },
  }

  readonly app = createApi(this.deps)

  async call(path: string, { method = 'GET', body, headers = {}, as = ALICE }: Call = {}): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const requestContext = as === null ? {} : { authorizer: { iam: { userArn: as } } }
    const init = { method, headers, ...(text === undefined ? {} : { body: text }) }
    const response = await this.app.request(path, init, { requestContext })
    const said = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(said) : said }
  }

  post(path: string, body?: unknown, call: Call = {}): Promise<Reply> {
    return this.call(path, { method: 'POST', body, ...call })
  }

  /** A job that was made by alice, or as overridden in the store. */
  async job(overrides: Partial<Job> = {}): Promise<Job> {
    const { body } = await this.post('/v1/jobs', PI)
    const made = this.store.jobs.get(body.jobId) as Job
    const job = { ...made, ...overrides }
    this.store.jobs.set(job.jobId, job)
    return job
  }
}
