import { type JobRequest, jobRequestSchema } from '../../events/job-request.ts'
import { namespaceLimits } from '../../lib/jobs/admission/namespace-limits.ts'
import { acceptedJob } from '../../lib/jobs/new-job.ts'
import { type DriverSpec, objectsOf } from '../../lib/jobs/submit/driver-objects.ts'
import { jobConf, type Platform } from '../../lib/jobs/submit/job-conf.ts'
import { prepareDriver } from '../../lib/jobs/submit/prepare-driver.ts'
import type { StoredPod } from '../../lib/jobs/submit/stored-pod.ts'
import { type SubmitJob, submitJob } from '../../lib/jobs/submit-job.ts'
import { CORE, namespacedPath, pluralOf } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestCluster } from '../../lib/kubernetes/rest-cluster.ts'
import { checkPolicy, policyOf } from '../../lib/policy/policy.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { withNamespace } from '../machine/test-namespace.ts'
import { BoundlessObjectStore, CountingAnnouncer, MapJobStore, noLog, noRosters } from './in-memory.ts'
import { drive, type Load, summarize } from './load.ts'
import { NO_SCHEDULER } from './no-scheduler.ts'
import { baseOf, shareOfBase, type Turn, takeTurns } from './turns.ts'

export interface LambdaPathOptions {
  readonly client: RestClient
  readonly jobs: number
  readonly concurrency: number
  readonly signal: AbortSignal
}

/** A way and its rate as a share of the bare loop's. */
export interface ComparedLoad extends Load {
  readonly share: number
}

/** The path of the function, by what holds the driver back, beside the least that any submitter has to send. */
export interface LambdaPathResult {
  readonly concurrency: number
  readonly configmap: ComparedLoad
  readonly gate: ComparedLoad
  readonly bare: Load
}

type Ways = 'configmap' | 'gate'

/** Jobs of one stretch: short, so that a busy moment of the machine is in the stretches around it too. */
const STRETCH = 50
/** But for some rounds of those that are done at a time, so that beginning and end, when fewer are under way, weigh little. */
const ROUNDS = 6
/** What lies around makes the API server and its controllers slower: so many pods, and the namespace goes. */
const PODS = 1_500

const platform: Platform = {
  master: 'k8s://https://kubernetes.default.svc:443',
  uploadPath: 's3a://staging/uploads',
  defaults:
    'spark.kubernetes.container.image docker.io/library/spark:4.1.4\nspark.executor.instances 2\n' +
    `spark.kubernetes.driver.scheduler.name ${NO_SCHEDULER}\n`,
  policy: policyOf(
    checkPolicy({
      version: 1,
      tenants: [
        {
          name: 'bench',
          sources: [{ kind: 'sqs' }],
          namespaces: ['**'],
          files: ['s3://drop/jobs/**'],
          serviceAccounts: ['default'],
        },
      ],
    }),
  ),
}

let jobsEver = 0

const request = (namespace: string): JobRequest =>
  jobRequestSchema.parse({
    version: 1,
    source: { kind: 'sqs', id: `${namespace}-${jobsEver++}` },
    namespace,
    name: 'pi',
    main: { file: 's3a://drop/jobs/pi.jar', class: 'org.apache.spark.examples.SparkPi' },
    args: ['100'],
    conf: { 'spark.executor.memory': '2g', 'spark.kubernetes.authenticate.driver.serviceAccountName': 'default' },
  })

const requests = (namespace: string, count: number): JobRequest[] =>
  Array.from({ length: count }, () => request(namespace))

const dependencies = (client: RestClient): SubmitJob => {
  const cluster = new RestCluster(client)
  const queue = { send: async () => {} }
  return {
    clusters: { choices: [{ name: 'bench', weight: 1, master: platform.master }], open: async () => cluster },
    store: new MapJobStore(),
    objects: new BoundlessObjectStore(),
    announcer: new CountingAnnouncer(),
    queue,
    slots: { rosters: noRosters, queue, clock: systemClock },
    limits: namespaceLimits({ namespaces: {} }),
    clock: systemClock,
    random: { next: Math.random },
    log: noLog,
    platform: async () => platform,
  }
}

const submitOne = async (deps: SubmitJob, job: JobRequest): Promise<void> => {
  const { state, message } = await submitJob(deps, job)
  if (state !== 'SUBMITTED') throw new Error(`a job came to be ${state}: ${message}`)
}

const post = <T extends KubernetesObject>(client: RestClient, namespace: string, object: T): Promise<T> => {
  const path = namespacedPath(CORE, namespace, pluralOf(object.kind ?? ''))
  return client.json<T>({ method: 'POST', path, body: object })
}

/** The objects of a job and nothing else: the pod, then what it owns, all at once. */
const postOne = async (client: RestClient, namespace: string, spec: DriverSpec): Promise<void> => {
  const created = await post(client, namespace, { apiVersion: 'v1', kind: 'Pod', ...spec.pod })
  const { conf, others } = objectsOf(spec, created as StoredPod)
  await Promise.all([...others, ...conf].map((object) => post(client, namespace, object)))
}

const spec = (job: JobRequest): DriverSpec =>
  prepareDriver(acceptedJob(job, new Date().toISOString()), job, jobConf(job, platform)).spec

/** The function where the stack's defaults say by what the driver is held back. */
const heldBy = (gate: boolean, deps: SubmitJob): SubmitJob => {
  const defaults = `${platform.defaults}sparkdrop.submission.gate ${gate}\n`
  return { ...deps, platform: async () => ({ ...platform, defaults }) }
}

const turnsIn = async (
  { client, concurrency }: LambdaPathOptions,
  deps: SubmitJob,
  namespace: string,
  { count, times }: { readonly count: number; readonly times: number },
): Promise<readonly Turn<Ways>[]> => {
  const submit = (gate: boolean) => () => {
    const held = heldBy(gate, deps)
    return drive(requests(namespace, count), concurrency, (job) => submitOne(held, job))
  }
  const bare = () => drive(requests(namespace, count).map(spec), concurrency, (one) => postOne(client, namespace, one))
  return takeTurns(bare, { configmap: submit(false), gate: submit(true) }, times)
}

/**
 * Submits jobs as the function does, and creates as many drivers by bare requests, with the same client. The first turn
 * is not counted: connections are made, and code that a function keeps hot gets hot.
 */
export const measureLambdaPath = async (options: LambdaPathOptions): Promise<LambdaPathResult> => {
  const { client, jobs, concurrency, signal } = options
  const deps = dependencies(client)
  const count = Math.min(jobs, Math.max(STRETCH, ROUNDS * concurrency))
  const most = Math.max(1, Math.floor(PODS / (4 * count)))
  const inNamespace = (times: number): Promise<readonly Turn<Ways>[]> =>
    withNamespace(client, signal, (namespace) => turnsIn(options, deps, namespace, { count, times }))
  await inNamespace(1)
  const turns: Turn<Ways>[] = []
  for (let left = Math.ceil(jobs / count); left > 0; left -= most)
    turns.push(...(await inNamespace(Math.min(left, most))))
  const compared = (way: Ways): ComparedLoad => ({
    ...summarize(turns.map(({ ways }) => ways[way])),
    share: shareOfBase(turns, way),
  })
  return { concurrency, configmap: compared('configmap'), gate: compared('gate'), bare: summarize(baseOf(turns)) }
}
