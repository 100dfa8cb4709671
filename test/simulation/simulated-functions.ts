import type { JobRequest } from '../../events/job-request.ts'
import { driverPodEventSchema, executorSummarySchema, POD_EVENT } from '../../events/pod-event.ts'
import { acceptRequest } from '../../lib/jobs/accept-request.ts'
import { namespaceLimits } from '../../lib/jobs/admission/namespace-limits.ts'
import type { Announcer } from '../../lib/jobs/announcer.ts'
import type { Clusters } from '../../lib/jobs/clusters/clusters.ts'
import type { PodEvent } from '../../lib/jobs/forwarding/pod-event-publisher.ts'
import type { JobQueue } from '../../lib/jobs/job-queue.ts'
import type { JobStore } from '../../lib/jobs/job-store.ts'
import { killJob } from '../../lib/jobs/kill-job.ts'
import { reconcileJobs } from '../../lib/jobs/reconcile-jobs.ts'
import { recordDriver } from '../../lib/jobs/record-driver.ts'
import { recordExecutors } from '../../lib/jobs/record-executors.ts'
import { submitJob } from '../../lib/jobs/submit-job.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'
import { openPolicy } from '../builders/policy.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'
import { InMemoryRosterStore } from '../fakes/in-memory-roster-store.ts'
import { silentLog } from '../fakes/silent-log.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Faults } from './faults.ts'
import type { Flaw } from './flaws.ts'
import { Invocation } from './invocation.ts'
import { forgetful } from './watched-job-store.ts'

const DEFAULTS = 'spark.kubernetes.container.image=spark:4.1.4\nspark.executor.instances=2\n'
const UPLOAD_PATH = 's3a://staging/spark'

export interface FunctionTools {
  readonly agenda: Agenda
  readonly chance: Chance
  readonly faults: Faults
  readonly store: JobStore
  readonly announcer: Announcer
  readonly queue: JobQueue
  readonly cluster: Cluster
  readonly flaw: Flaw | undefined
}

/** What a build does that does not wait until what it announces is heard. */
const unheard = (announcer: Announcer): Announcer => ({
  announce: async (changes, history) => {
    await announcer.announce(changes, history).catch(() => undefined)
  },
})

/** What a build does that deletes no configmaps, services and claims. */
const unswept = (cluster: Cluster): Cluster =>
  new Proxy(cluster, {
    get: (target, name) => (name === 'deleteObject' ? async () => true : Reflect.get(target, name)),
  })

/** The functions as they are deployed; each call is one run, with the name that it has in every course of the same seed. */
export class SimulatedFunctions {
  readonly #tools: FunctionTools
  readonly #objects = new InMemoryObjectStore().put({ bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v1' }, 'jar')
  readonly #policy = openPolicy()
  readonly #rosters = new InMemoryRosterStore()

  constructor(tools: FunctionTools) {
    this.#tools = tools
  }

  accept(name: string, request: JobRequest): Promise<unknown> {
    return acceptRequest(this.#reach(new Invocation(name, this.#tools)), request)
  }

  kill(name: string, jobId: string): Promise<unknown> {
    return killJob(this.#reach(new Invocation(name, this.#tools)), jobId, { by: 'ann' })
  }

  async submit(name: string, request: JobRequest): Promise<void> {
    const invocation = new Invocation(name, this.#tools)
    const platform = async () => ({ uploadPath: UPLOAD_PATH, defaults: DEFAULTS, policy: this.#policy })
    const { flaw } = this.#tools
    const { store, ...reached } = this.#reach(invocation)
    const tools = { ...reached, store: flaw === 'names-alone' ? forgetful(store) : store }
    const submission = submitJob({ ...tools, random: { next: invocation.next }, platform }, request)
    if (flaw === 'acknowledge-first') submission.catch(() => undefined)
    else await submission
  }

  async record(name: string, { detailType, detail }: PodEvent): Promise<unknown> {
    const tools = this.#reach(new Invocation(name, this.#tools))
    if (detailType === POD_EVENT.driver) return recordDriver(tools, driverPodEventSchema.parse(detail))
    if (detailType === POD_EVENT.executors) return recordExecutors(tools.store, executorSummarySchema.parse(detail))
    return undefined
  }

  reconcile(name: string): Promise<unknown> {
    const { clusterOf: _clusterOf, ...tools } = this.#reach(new Invocation(name, this.#tools))
    const keepFor = { podSeconds: 86_400, stagedSeconds: 3_600 }
    return reconcileJobs({ ...tools, uploadPath: UPLOAD_PATH, keepFor, time: { isOver: () => false } })
  }

  /** All that a function works with, each call of which may go wrong. */
  #reach(invocation: Invocation) {
    const { flaw, announcer: bus } = this.#tools
    const { clock } = invocation
    const queue = invocation.reach(this.#tools.queue, 'aws')
    const announcer = invocation.reach(bus, 'aws')
    const reached = invocation.reach(this.#tools.cluster, 'kubernetes')
    const cluster = flaw === 'no-sweep' ? unswept(reached) : reached
    const clusters: Clusters = {
      choices: [{ name: 'main', weight: 1, master: 'k8s://https://cluster:443' }],
      open: async () => cluster,
    }
    return {
      store: invocation.reach(this.#tools.store, 'aws'),
      announcer: flaw === 'unheard-announcements' ? unheard(announcer) : announcer,
      queue,
      objects: invocation.reach(this.#objects, 'aws'),
      slots: { rosters: invocation.reach(this.#rosters, 'aws'), queue, clock },
      clusters,
      clusterOf: async () => cluster,
      limits: namespaceLimits({ namespaces: {} }),
      clock,
      log: silentLog,
    }
  }
}
