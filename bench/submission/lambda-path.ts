import type { JobRequest } from '../../events/job-request.ts'
import { acceptedJob } from '../../lib/jobs/new-job.ts'
import type { StoredPod } from '../../lib/jobs/submit/create-driver.ts'
import type { DriverSpec } from '../../lib/jobs/submit/launch-driver.ts'
import { prepareDriver } from '../../lib/jobs/submit/prepare-driver.ts'
import { type SubmitJob, submitJob } from '../../lib/jobs/submit-job.ts'
import { CORE, namespacedPath, pluralOf } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestCluster } from '../../lib/kubernetes/rest-cluster.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { BoundlessObjectStore, CountingAnnouncer, MapJobStore, noLog } from './in-memory.ts'
import { drive, type Load, type Stretch, summarize } from './load.ts'

export interface LambdaPathOptions {
  readonly client: RestClient
  readonly namespace: string
  readonly jobs: number
  readonly concurrency: number
}

/** The path of the function beside the least that any submitter has to send. */
export interface LambdaPathResult {
  readonly concurrency: number
  readonly submit: Load
  readonly bare: Load
  /** The path's rate as a share of the bare loop's. */
  readonly rateShare: number
}

/** Path and loop take turns, so that a machine that slows down slows both. */
const TURNS = 10
/** Jobs that are done before, uncounted: connections are made, and code that a function keeps hot gets hot. */
const WARM_UP = 100

const platform = {
  master: 'k8s://https://kubernetes.default.svc:443',
  uploadPath: 's3a://staging/uploads',
  defaults: 'spark.kubernetes.container.image docker.io/library/spark:4.1.4\nspark.executor.instances 2\n',
}

let jobsEver = 0

const request = (namespace: string, part: string): JobRequest => ({
  version: 1,
  source: { kind: 'sqs', id: `${part}-${jobsEver++}` },
  namespace,
  name: 'pi',
  main: { file: 's3a://drop/jobs/pi.jar', class: 'org.apache.spark.examples.SparkPi' },
  args: ['100'],
  conf: { 'spark.executor.memory': '2g', 'spark.kubernetes.authenticate.driver.serviceAccountName': 'default' },
})

const requests = (namespace: string, part: string, count: number): JobRequest[] =>
  Array.from({ length: count }, () => request(namespace, part))

const dependencies = (client: RestClient): SubmitJob => ({
  cluster: new RestCluster(client),
  store: new MapJobStore(),
  objects: new BoundlessObjectStore(),
  announcer: new CountingAnnouncer(),
  clock: systemClock,
  log: noLog,
  platform: async () => platform,
})

const submitOne = async (deps: SubmitJob, job: JobRequest): Promise<void> => {
  const { state, message } = await submitJob(deps, job)
  if (state !== 'SUBMITTED') throw new Error(`a job came to be ${state}: ${message}`)
}

const post = <T extends KubernetesObject>(client: RestClient, namespace: string, object: T): Promise<T> => {
  const path = namespacedPath(CORE, namespace, pluralOf(object.kind ?? ''))
  return client.json<T>({ method: 'POST', path, body: object })
}

/** The objects of a job and nothing else: the pod, then what it owns, all at once. */
const postOne = async (client: RestClient, namespace: string, { pod, ownedBy }: DriverSpec): Promise<void> => {
  const created = await post(client, namespace, { apiVersion: 'v1', kind: 'Pod', ...pod })
  await Promise.all(ownedBy(created as StoredPod).map((object) => post(client, namespace, object)))
}

const spec = (job: JobRequest): DriverSpec =>
  prepareDriver(acceptedJob(job, new Date().toISOString()), job, platform).spec

/** Submits jobs as the function does, and creates as many drivers by bare requests, with the same client. */
export const measureLambdaPath = async (options: LambdaPathOptions): Promise<LambdaPathResult> => {
  const { client, namespace, jobs, concurrency } = options
  const deps = dependencies(client)
  const submit = (count: number): Promise<Stretch> =>
    drive(requests(namespace, 'submit', count), concurrency, (job) => submitOne(deps, job))
  const bare = (count: number): Promise<Stretch> =>
    drive(requests(namespace, 'bare', count).map(spec), concurrency, (one) => postOne(client, namespace, one))
  await submit(WARM_UP)
  await bare(WARM_UP)
  const stretches: { submit: Stretch; bare: Stretch }[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const count = Math.ceil(jobs / TURNS)
    stretches.push({ submit: await submit(count), bare: await bare(count) })
  }
  const [submitted, posted] = [
    summarize(stretches.map((one) => one.submit)),
    summarize(stretches.map((one) => one.bare)),
  ]
  return { concurrency, submit: submitted, bare: posted, rateShare: submitted.perSecond / posted.perSecond }
}
