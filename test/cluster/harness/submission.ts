import { afterAll, expect } from 'vitest'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { BuiltCommand, type RunningCommand } from '../../cli/run-command.ts'
import { roleOf } from './pods-in-view.ts'
import type { Tenant } from './tenant.ts'
import { STOCK_IMAGE } from './test-cluster.ts'

/** Small pods, so that several jobs run on one small node; nothing that the shipped Roles do not allow. */
export const smallPods = (namespace: string): Record<string, string> => ({
  'spark.kubernetes.namespace': namespace,
  'spark.kubernetes.container.image': STOCK_IMAGE,
  'spark.kubernetes.container.image.pullPolicy': 'IfNotPresent',
  'spark.kubernetes.authenticate.driver.serviceAccountName': 'spark-driver',
  'spark.kubernetes.authenticate.executor.serviceAccountName': 'spark-executor',
  'spark.kubernetes.driver.request.cores': '0.1',
  'spark.kubernetes.executor.request.cores': '0.1',
  'spark.driver.memory': '512m',
  'spark.executor.memory': '512m',
  'spark.executor.instances': '1',
  'spark.ui.enabled': 'false',
})

/** Without the right to volume claims: Spark is not to look for any, nor to delete them. */
export const WITHOUT_CLAIMS = {
  'spark.kubernetes.driver.ownPersistentVolumeClaim': 'false',
  'spark.kubernetes.driver.reusePersistentVolumeClaim': 'false',
} as const

export interface SparkJob {
  /** The main resource. */
  readonly main: string
  readonly args?: readonly string[]
  readonly conf?: Readonly<Record<string, string>>
  /** Further options, such as `--class`. */
  readonly options?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

let command: Promise<BuiltCommand> | undefined

/** The command as it is bundled, built once for each file of tests. */
const builtCommand = (): Promise<BuiltCommand> => {
  command ??= BuiltCommand.build()
  return command
}

afterAll(async () => (await command)?.remove())

const flags = (conf: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`])

/** `sparkdrop submit` as the tenant's submitter: the real command, as a process, which goes with the tenant. */
export const submit = async (tenant: Tenant, job: SparkJob): Promise<RunningCommand> => {
  const conf = { ...smallPods(tenant.namespace), ...WITHOUT_CLAIMS, ...job.conf }
  const args = ['submit', '--master', `k8s://${tenant.cluster.connection.url}`, ...flags(conf), ...(job.options ?? [])]
  const environment = { KUBECONFIG: tenant.kubeconfig, ...job.environment }
  const running = (await builtCommand()).start([...args, job.main, ...(job.args ?? [])], environment, tenant.folder)
  tenant.beforeRemoval(() => running.kill('SIGKILL'))
  return running
}

/** What `awaited` resolves with. Throws as soon as the command ends without it. */
export const during = async <T>({ outcome }: RunningCommand, awaited: Promise<T>): Promise<T> => {
  const ended = outcome.then(({ exitCode, stderr }) => {
    throw new Error(`the command ended with exit code ${exitCode}:\n${stderr}`)
  })
  return Promise.race([awaited, ended])
}

/** Resolves with the tenant's only driver, when there is one and `holds` says yes of it. */
export const driverOf = (tenant: Tenant, what = 'a driver', holds = (_: Pod) => true): Promise<Pod> =>
  tenant.pods.until(what, (pods) => pods.find((pod) => roleOf(pod) === 'driver' && holds(pod)))

/** All that the tenant's only driver wrote. */
export const driverLog = async (tenant: Tenant): Promise<string> =>
  tenant.log((await driverOf(tenant)).metadata?.name ?? '')

/** All that a job has made goes with its driver's pod. */
export const leavesNothing = async (tenant: Tenant, { metadata }: Pod): Promise<void> => {
  await tenant.deletePod({ metadata: { name: metadata?.name ?? '' } })
  await expect.poll(() => tenant.leftovers(), { timeout: 60_000, interval: 200 }).toEqual([])
}
