import { Hono } from 'hono'
import type { ApiEnv } from '../../lib/api/operation.ts'
import { toProblem } from '../../lib/api/problem-json.ts'
import { type ScheduleApiDeps, schedulesRoutes } from '../../lib/api/schedules-routes.ts'
import type { FiringRequest } from '../../lib/jobs/schedules/firing-queue.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { InMemoryScheduleStore } from '../fakes/in-memory-schedule-store.ts'
import { InMemorySchedules } from '../fakes/in-memory-schedules.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { silentLog } from '../fakes/silent-log.ts'

/** The routes of schedules, and all that they touch. */
export class ScheduleApi implements ScheduleApiDeps {
  readonly schedules = new InMemoryScheduleStore()
  readonly scheduler = new InMemorySchedules()
  readonly store = new InMemoryJobStore()
  readonly clock = new ManualClock()
  readonly log = silentLog
  readonly fired: FiringRequest[] = []
  readonly firings = { send: async (firing: FiringRequest) => void this.fired.push(firing) }
  violations: { rule: 'limit'; message: string }[] = []
  check = async () => this.violations

  /** Answers a request of one who may see these namespaces. */
  async fetch(path: string, init: RequestInit, tenancy: readonly string[]): Promise<Response> {
    const app = new Hono<ApiEnv>()
    app.use(async (c, next) => {
      c.set('tenancy', tenancy)
      await next()
    })
    app.route('/', schedulesRoutes(this))
    app.onError((error) => {
      const problem = toProblem(error)
      return Response.json(problem, { status: problem.status })
    })
    return app.request(path, init)
  }

  async call(method: string, path: string, body?: unknown, tenancy: readonly string[] = ['team-a']) {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const answer = await this.fetch(path, init, tenancy)
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
}
