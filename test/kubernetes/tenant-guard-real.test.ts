import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { acceptedJob } from '../../lib/jobs/new-job.ts'
import { prepareDriver } from '../../lib/jobs/submit/prepare-driver.ts'
import { kubeconfigConnection } from '../../lib/kubernetes/kubeconfig-connection.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { executorBuilder } from '../../lib/scheduler/executor/executor-builder.ts'
import { DEFAULT_PROFILE } from '../../lib/scheduler/resource-profile.ts'
import { jobRequest } from '../builders/job.ts'
import { sparkApplication } from '../builders/spark-application.ts'
import { GuardedNamespace, refusal } from './guarded-namespace.ts'

const kubeconfig = process.env.SPARKDROP_TEST_KUBECONFIG

const SETTINGS = {
  'spark.kubernetes.container.image': 'docker.io/library/spark:4.1.4',
  'spark.kubernetes.authenticate.driver.serviceAccountName': 'spark-driver',
  'spark.kubernetes.authenticate.executor.serviceAccountName': 'spark-executor',
  'spark.kubernetes.driver.podTemplateFile': 'sparkdrop:restricted',
  'spark.kubernetes.executor.podTemplateFile': 'sparkdrop:restricted',
}

/** A driver as submit-job makes it. */
const driverIn = (namespace: string, id: string): Pod => {
  const request = jobRequest({ source: { kind: 'sqs', id }, namespace, main: { class: 'com.example.Main' } })
  const conf = SparkConf.of({
    ...SETTINGS,
    'spark.app.name': 'pi',
    'spark.master': 'k8s://https://kubernetes.default.svc',
    'spark.kubernetes.namespace': namespace,
    'spark.kubernetes.file.upload.path': 's3a://staging/uploads',
  })
  return prepareDriver(acceptedJob(request, '2026-01-01T00:00:00Z'), request, conf).spec.pod
}

/** An executor as the scheduler loop makes it, from the template that the driver finds in its configmap. */
const executorOf = (driver: Pod): Pod => {
  const template = {
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
    },
  }
  const { podNamePrefix, ...settings } = { ...SETTINGS, podNamePrefix: `exec-of-${driver.metadata?.uid}` }
  const application = sparkApplication(
    {
      ...settings,
      'spark.kubernetes.executor.podNamePrefix': podNamePrefix,
      'spark.kubernetes.namespace': driver.metadata?.namespace ?? '',
    },
    { driverPod: driver, template },
  )
  const { pod } = executorBuilder(application)(1, DEFAULT_PROFILE)
  return { ...pod, metadata: { ...pod.metadata, namespace: driver.metadata?.namespace ?? '' } }
}

type Change = (pod: Pod) => Pod
const withSpec =
  (spec: Partial<NonNullable<Pod['spec']>>): Change =>
  (pod) => ({
    ...pod,
    spec: { containers: [], ...pod.spec, ...spec },
  })
const withContainer =
  (container: Record<string, unknown>): Change =>
  (pod) =>
    withSpec({ containers: (pod.spec?.containers ?? []).map((one) => ({ ...one, ...container })) })(pod)
const withVolume =
  (volume: Record<string, unknown>): Change =>
  (pod) =>
    withSpec({ volumes: [...(pod.spec?.volumes ?? []), { name: 'more', ...volume }] })(pod)
const withLabels =
  (labels: Record<string, string>): Change =>
  (pod) => ({
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata?.labels, ...labels } },
  })
const ownedBy =
  (uid: string): Change =>
  (pod) => ({
    ...pod,
    metadata: { ...pod.metadata, ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid }] },
  })

const ESCAPES: readonly (readonly [string, Change, RegExp])[] = [
  [
    'another service account',
    withSpec({ serviceAccountName: 'submitter' }),
    /service account submitter is not for this pod/,
  ],
  ['an image from elsewhere', withContainer({ image: 'evil/spark:1' }), /an image of evil\/spark:1/],
  [
    'an init container from elsewhere',
    withSpec({ initContainers: [{ name: 'i', image: 'evil' }] }),
    /is none of docker|violates/,
  ],
  ['a directory of the node', withVolume({ hostPath: { path: '/' } }), /hostPath/],
  ['a network file system', withVolume({ nfs: { server: 'x', path: '/' } }), /nothing else|violates/],
  ['a secret as a volume', withVolume({ secret: { secretName: 'other' } }), /mounts a secret/],
  [
    'a secret in a projected volume',
    withVolume({ projected: { sources: [{ secret: { name: 'other' } }] } }),
    /mounts a secret/,
  ],
  [
    'a secret as a variable',
    withContainer({ env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'other', key: 'x' } } }] }),
    /variables from a secret/,
  ],
  [
    'a secret as all variables',
    withContainer({ envFrom: [{ secretRef: { name: 'other' } }] }),
    /variables from a secret/,
  ],
  ['a secret to pull its image', withSpec({ imagePullSecrets: [{ name: 'other' }] }), /pulls its image with a secret/],
  ["the node's network", withSpec({ hostNetwork: true }), /node's network|host namespaces/],
  ["the node's processes", withSpec({ hostPID: true }), /node's network|host namespaces/],
  ["a port of the node's", withContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }), /node's ports|hostPort/],
  ['privileges', withContainer({ securityContext: { privileged: true } }), /violates PodSecurity "restricted/],
  ['a node of its choice', withSpec({ nodeName: 'node-1' }), /scheduler chooses/],
  ['a role of no kind', withLabels({ 'spark-role': 'miner' }), /only Spark's drivers and executors/],
  [
    'more memory than a container may have',
    withContainer({ resources: { requests: { memory: '1Ti' }, limits: { memory: '1Ti' } } }),
    /maximum memory usage per Container is 128Gi/,
  ],
]

if (kubeconfig === undefined) {
  describe('the guard of a tenant: a real kube-apiserver', () => {
    it.skip('holds where SPARKDROP_TEST_KUBECONFIG names the kubeconfig of a cluster to test against', () => {})
  })
} else {
  describe('the guard of a tenant: a real kube-apiserver', () => {
    let guarded: GuardedNamespace
    let submitter: RestClient
    let driver: Pod
    let other: Pod
    let asDriver: RestClient

    beforeAll(async () => {
      guarded = await GuardedNamespace.create(kubeconfigConnection({ files: [kubeconfig] }).connection)
      submitter = await guarded.as('submitter')
      const miner = withLabels({ 'spark-role': 'miner' })(driverIn(guarded.namespace, 'miner'))
      await guarded.untilRefused(() => guarded.create(submitter, miner), /only Spark's drivers/)
      driver = await guarded.create(submitter, driverIn(guarded.namespace, 'one'), false)
      other = await guarded.create(submitter, driverIn(guarded.namespace, 'two'), false)
      asDriver = await guarded.as('spark-driver', driver)
      const foreign = { method: 'DELETE', path: pods(other.metadata?.name ?? ''), query: { dryRun: 'All' } } as const
      await guarded.untilRefused(() => asDriver.json(foreign), /only what belongs to it/)
    }, 60_000)

    afterAll(() => guarded?.remove())

    const pods = (name: string): string => namespacedPath(CORE, guarded.namespace, 'pods', name)

    const patch = (client: RestClient, pod: Pod, body: unknown): Promise<unknown> =>
      client.json({
        method: 'PATCH',
        path: pods(pod.metadata?.name ?? ''),
        query: { dryRun: 'All' },
        body,
        contentType: 'application/merge-patch+json',
      })

    it('goes by expressions that the API server finds nothing odd about', async () => {
      expect(await guarded.warnings()).toEqual([])
    })

    it('lets drivers and executors in as sparkdrop makes them, under Pod Security "restricted"', async () => {
      expect(driver.spec?.serviceAccountName).toBe('spark-driver')
      expect(await refusal(guarded.create(asDriver, executorOf(driver)))).toBeUndefined()
    })

    it('does not let drivers in without what "restricted" asks for', async () => {
      const bare = withContainer({ securityContext: {} })(driverIn(guarded.namespace, 'bare'))
      expect(await refusal(guarded.create(submitter, bare))).toMatch(/violates PodSecurity "restricted/)
    })

    it.each(ESCAPES)('refuses a driver with %s', async (_, change, words) => {
      expect(await refusal(guarded.create(submitter, change(driverIn(guarded.namespace, 'escape'))))).toMatch(words)
    })

    it.each(ESCAPES)('refuses an executor with %s, whatever its driver says', async (_, change, words) => {
      expect(await refusal(guarded.create(asDriver, change(executorOf(driver))))).toMatch(words)
    })

    it("refuses an executor with its driver's rights", async () => {
      const mighty = withSpec({ serviceAccountName: 'spark-driver' })(executorOf(driver))
      expect(await refusal(guarded.create(asDriver, mighty))).toMatch(/executors as spark-executor/)
    })

    it('lets only a driver make executors, and only its own', async () => {
      expect(await refusal(guarded.create(submitter, executorOf(driver)))).toMatch(
        /executors are created by their driver/,
      )
      const unowned = { ...executorOf(driver), metadata: { ...executorOf(driver).metadata, ownerReferences: [] } }
      expect(await refusal(guarded.create(asDriver, unowned))).toMatch(/owner reference has to name that pod/)
      const foreign = ownedBy(other.metadata?.uid ?? '')(executorOf(driver))
      expect(await refusal(guarded.create(asDriver, foreign))).toMatch(/owner reference has to name that pod/)
      const stolen = await guarded.as('spark-driver')
      expect(await refusal(guarded.create(stolen, executorOf(driver)))).toMatch(/owner reference has to name that pod/)
    })

    it('lets no driver make drivers', async () => {
      expect(await refusal(guarded.create(asDriver, driverIn(guarded.namespace, 'three')))).toMatch(/nobody's driver/)
    })

    it("lets a driver change and delete what is its own, and nobody else's", async () => {
      const executor = await guarded.create(asDriver, executorOf(driver), false)
      const labels = { metadata: { labels: { 'spark-exec-inactive': 'true' } } }
      expect(await refusal(patch(asDriver, executor, labels))).toBeUndefined()
      expect(await refusal(patch(asDriver, other, labels))).toMatch(/only its own executors/)
      const remove = (name = '') =>
        asDriver.json({ method: 'DELETE', path: pods(name), query: { gracePeriodSeconds: 0 } })
      expect(await refusal(remove(other.metadata?.name))).toMatch(/only what belongs to it/)
      expect(await refusal(remove(executor.metadata?.name))).toBeUndefined()
    })

    it('lets nobody bring another image in by a change', async () => {
      const image = (name: string) => ({ spec: { containers: [{ ...driver.spec?.containers[0], image: name }] } })
      expect(await refusal(patch(submitter, driver, image('evil')))).toMatch(/an image of evil/)
      expect(await refusal(patch(submitter, driver, image('docker.io/library/spark:4.1.5')))).toBeUndefined()
    })

    it('keeps what it goes by out of reach', async () => {
      const path = `${CORE}/namespaces/${guarded.namespace}`
      const body = {
        metadata: { annotations: { 'sparkdrop.dev/images': 'evil' }, labels: { 'sparkdrop.dev/tenant': '' } },
      }
      const contentType = 'application/merge-patch+json'
      for (const client of [asDriver, submitter])
        expect(await refusal(client.json({ method: 'PATCH', path, body, contentType }))).toMatch(/cannot patch/)
    })

    it('lets nothing in where the namespace does not say what is allowed', async () => {
      const path = `${CORE}/namespaces/${guarded.namespace}`
      const contentType = 'application/merge-patch+json'
      const images = async (value: string | null): Promise<unknown> => {
        const body = { metadata: { annotations: { 'sparkdrop.dev/images': value } } }
        return guarded.admin.json({ method: 'PATCH', path, body, contentType })
      }
      const makeThird = () => guarded.create(submitter, driverIn(guarded.namespace, 'three'))
      await images(null)
      await guarded.untilRefused(makeThird, /no such key: sparkdrop.dev\/images/)
      await images('')
      await guarded.untilRefused(makeThird, /is none of/)
    })
  })
}
