import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createApi } from '../../../lib/api/create-api.ts'
import { deadLetterRoutes } from '../../../lib/api/dead-letters-routes.ts'
import { run } from '../../../lib/cli/run.ts'
import type { Surroundings } from '../../../lib/cli/surroundings.ts'
import type { Job } from '../../../lib/jobs/job.ts'
import { ALICE, ApiSetup, BOB, PI } from '../../api/api-setup.ts'
import { InMemoryDeadLetters } from '../../fakes/in-memory-dead-letters.ts'
import { capturedSurroundings } from '../captured-surroundings.ts'

export interface CommandOutcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const CALLERS: Readonly<Record<string, string>> = { alice: ALICE, bob: BOB }

/** The API of the product on fakes, served on the loopback to the command; its bearer tokens are the names of callers. */
export class ServedApi {
  readonly setup = new ApiSetup()
  readonly letters = { jobs: new InMemoryDeadLetters(), uploads: new InMemoryDeadLetters() }
  /** Method and path of each call, in order. */
  readonly calls: string[] = []
  readonly #app = createApi(this.setup.deps, [deadLetterRoutes({ ...this.setup.deps, deadLetters: this.letters })])
  readonly #server = createServer(async (request, response) => {
    const answer = await this.#answer(request)
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  })

  static async start(): Promise<ServedApi> {
    const api = new ServedApi()
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve))
    return api
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Runs the command as somebody who has set where the API is. */
  async run(args: readonly string[], overrides: Partial<Surroundings> = {}, as = 'alice'): Promise<CommandOutcome> {
    const environment = { HOME: '/nowhere', SPARKDROP_API: this.url, SPARKDROP_TOKEN: as, ...overrides.environment }
    const surroundings = capturedSurroundings({ ...overrides, environment })
    const exitCode = await run(args, surroundings)
    return { exitCode, ...surroundings.written }
  }

  /** A job of alice's with this name, or as overridden. */
  async job(name: string, overrides: Partial<Job> = {}): Promise<Job> {
    const { body } = await this.setup.post('/v1/jobs', { ...PI, name })
    this.setup.clock.advance(1_000)
    const job = { ...(this.setup.store.jobs.get(body.jobId) as Job), ...overrides }
    this.setup.store.jobs.set(job.jobId, job)
    return job
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage): Promise<Response> {
    const { method = 'GET', url = '/', headers } = request
    this.calls.push(`${method} ${url}`)
    const body = await text(request)
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
    const userArn = CALLERS[token] ?? (token === '' ? undefined : `arn:aws:iam::123456789012:user/${token}`)
    const requestContext = userArn === undefined ? {} : { authorizer: { iam: { userArn } } }
    const init = { method, headers: headers as Record<string, string>, ...(body === '' ? {} : { body }) }
    return this.#app.request(url, init, { requestContext })
  }
}
