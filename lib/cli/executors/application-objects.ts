import { EXECUTOR_DELETE_ON_TERMINATION } from '../../conf/catalogue/executor-lifecycle.ts'
import { read } from '../../conf/property.ts'
import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { CORE, namespacedPath } from '../../kubernetes/resource-path.ts'
import type { RestClient } from '../../kubernetes/rest-client.ts'
import type { KubernetesObject, StatefulSet } from '../../ports/kubernetes-types.ts'
import { APP_ID_LABEL } from '../../spark-pod/bookkeeping-labels.ts'
import type { ExecutorsPlan } from './plan-executors.ts'

const APPS = '/apis/apps/v1'

const DELETE_OPTIONS = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' }

/** What goes with executors and is made once: their configmap, and the sets that keep them where the loop does not. */
export class ApplicationObjects {
  readonly #client: RestClient
  readonly #plan: ExecutorsPlan
  readonly #created: string[] = []

  constructor(client: RestClient, plan: ExecutorsPlan) {
    this.#client = client
    this.#plan = plan
  }

  /**
   * Creates them.
   * @throws InvalidJobError APPLICATION_EXISTS where the application has a configmap or set of that name already
   */
  async create(sets: readonly StatefulSet[]): Promise<void> {
    const { configMap, namespace } = this.#plan
    if (configMap !== undefined) await this.#post(namespacedPath(CORE, namespace, 'configmaps'), configMap)
    for (const set of sets) await this.#post(namespacedPath(APPS, namespace, 'statefulsets'), set)
  }

  /**
   * Deletes them, and what executors are left. What is gone already does no harm. Follows what stopping a SparkContext
   * sends, but for the driver's service.
   */
  async remove(): Promise<void> {
    const { application, namespace } = this.#plan
    const ofApplication = `${APP_ID_LABEL}=${application.appId}`
    if (read(application.conf, EXECUTOR_DELETE_ON_TERMINATION)) {
      await this.#delete(namespacedPath(CORE, namespace, 'pods'), `${ofApplication},spark-role=executor`)
    }
    await this.#delete(namespacedPath(CORE, namespace, 'persistentvolumeclaims'), ofApplication)
    for (const path of this.#created.splice(0).toReversed()) await this.#delete(path)
  }

  async #delete(path: string, labelSelector?: string): Promise<void> {
    try {
      await this.#client.text({ method: 'DELETE', path, query: { labelSelector }, body: DELETE_OPTIONS })
    } catch (error) {
      if (!isKubernetesStatus(error, 404)) throw error
    }
  }

  async #post(path: string, object: KubernetesObject): Promise<void> {
    try {
      await this.#client.json({ method: 'POST', path, body: object })
      this.#created.push(`${path}/${object.metadata?.name}`)
    } catch (error) {
      if (isKubernetesStatus(error, 409)) throw applicationExists(this.#plan, error)
      throw error
    }
  }
}

/** Executors of two runs would be taken for those of one. */
export function applicationExists({ application, namespace }: ExecutorsPlan, cause?: unknown): InvalidJobError {
  const { appId } = application
  const message =
    `there are objects of the application ${appId} in namespace ${namespace} already: ` +
    'leave spark.app.id out to make others beside them, or delete them first'
  return new InvalidJobError('APPLICATION_EXISTS', message, {
    details: { property: 'spark.app.id', value: appId },
    ...(cause === undefined ? {} : { cause }),
  })
}
