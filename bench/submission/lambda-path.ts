import type { JobRequest } from '../../events/job-request.ts'
import { acceptedJob } from '../../lib/jobs/new-job.ts'
import type { StoredPod } from '../../lib/jobs/submit/create-driver.ts'
import type { DriverSpec } from '../../lib/jobs/submit/launch-driver.ts'
import { jobConf } from '../../lib/jobs/submit/job-conf.ts'
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
  /** The same with `sparkdrop.submission.gate=false`: as many requests as the bare loop. */
  readonly ungated: Load
  readonly bare: Load
}

/** The ways take turns, so that a machine that slows down slows all. */
const TURNS = 10
/** Jobs that are done before, uncounted: connections are made, and code that a function keeps hot gets hot. */
const WARM_UP = 100

const platform = {
  master: 'k8s://https://kubernetes.default.svc:443',
  uploadPath: 's3a://staging/uploads',
  defaults: 'spark.kubernetes.container.image docker.io/library/spark:4.1.4\nspark.executor.instances 2\n',
}

const WAYS = ['submit', 'ungated', 'bare'] as const

let jobsEver = 0

const request = (namespace: string): JobRequest => ({
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
  prepareDriver(acceptedJob(job, new Date().toISOString()), job, jobConf(job, platform)).spec

const withoutGate = (job: JobRequest): JobRequest => ({
  ...job,
  conf: { ...job.conf, 'sparkdrop.submission.gate': 'false' },
})

/** Submits jobs as the function does, and creates as many drivers by bare requests, with the same client. */
export const measureLambdaPath = async (options: LambdaPathOptions): Promise<LambdaPathResult> => {
  const { client, namespace, jobs, concurrency } = options
  const deps = dependencies(client)
  const submit = (all: readonly JobRequest[]): Promise<Stretch> =>
    drive(all, concurrency, (job) => submitOne(deps, job))
  const ways = {
    submit: (count: number) => submit(requests(namespace, count)),
    ungated: (count: number) => submit(requests(namespace, count).map(withoutGate)),
    bare: (count: number) =>
      drive(requests(namespace, count).map(spec), concurrency, (one) => postOne(client, namespace, one)),
  }
  const stretches = { submit: [] as Stretch[], ungated: [] as Stretch[], bare: [] as Stretch[] }
  for (const way of WAYS) await ways[way](WARM_UP)
  for (let turn = 0; turn < TURNS; turn++) {
    for (const way of WAYS) stretches[way].push(await ways[way](Math.ceil(jobs / TURNS)))
  }
  return {
    concurrency,
    submit: summarize(stretches.submit),
    ungated: summarize(stretches.ungated),
    bare: summarize(stretches.bare),
  }
}
