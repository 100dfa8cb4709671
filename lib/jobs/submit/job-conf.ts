import type { JobRequest } from '../../../events/job-request.ts'
import { UPLOAD_PATH } from '../../conf/catalogue/application.ts'
import { parseProperties } from '../../conf/codecs/properties.ts'
import { SparkConf } from '../../conf/spark-conf.ts'
import { namespaceUploadPath } from '../../files/staged-place.ts'
import type { Policy } from '../../policy/tenant.ts'
import { tenantConf } from '../../policy/tenant-of.ts'
import { defaultName } from '../job-name.ts'
import { batchSchedulerConf } from './batch-scheduler.ts'

/** What the place decides, not the job. */
export interface Platform {
  /** `spark.master`: `k8s://` and the API server's URL. */
  readonly master: string
  /** Below which every namespace has its own `spark.kubernetes.file.upload.path`. */
  readonly uploadPath: string
  /** Text of a spark-defaults.conf. */
  readonly defaults: string
  /** Who may submit what, and where. */
  readonly policy: Policy
}

const LISTS = [
  ['spark.jars', 'jars'],
  ['spark.files', 'files'],
  ['spark.submit.pyFiles', 'pyFiles'],
  ['spark.archives', 'archives'],
  ['spark.jars.packages', 'packages'],
  ['spark.jars.excludes', 'excludePackages'],
  ['spark.jars.repositories', 'repositories'],
] as const

/** What the request lists goes before what the conf lists. */
const withDependencies = (conf: SparkConf, { dependencies }: JobRequest): SparkConf =>
  LISTS.reduce((all, [key, list]) => {
    const named = dependencies[list]
    const others = all.get(key, '')
    return named.length === 0 ? all : all.set(key, [...named, ...(others ? [others] : [])].join(','))
  }, conf)

const withLabels = (conf: SparkConf, { labels }: JobRequest): SparkConf =>
  conf.setAll(
    Object.entries(labels).flatMap(([name, value]): [string, string][] => [
      [`spark.kubernetes.driver.label.${name}`, value],
      [`spark.kubernetes.executor.label.${name}`, value],
    ]),
  )

const MASTER = 'spark.master'

/** The same conf for another API server. */
export const withMaster = (conf: SparkConf, master: string): SparkConf =>
  conf.get(MASTER, '') === master ? conf : conf.set(MASTER, master)

/**
 * The conf that the job is submitted with. The job's own settings go before those that the policy has
 * for its tenant, and these before the defaults file's; namespace, master,
 * deploy mode and upload path are the platform's.
 */
export const jobConf = (request: JobRequest, platform: Platform): SparkConf => {
  const tenants = Object.entries(tenantConf(platform.policy, request))
  const defaults = SparkConf.of(parseProperties(platform.defaults)).setAll(tenants)
  const own = withLabels(withDependencies(defaults.setAll(Object.entries(request.conf)), request), request)
  return own
    .setAll(batchSchedulerConf(request))
    .set('spark.app.name', request.name ?? own.get('spark.app.name', defaultName(request)))
    .set(MASTER, platform.master)
    .set('spark.submit.deployMode', 'cluster')
    .set('spark.kubernetes.namespace', request.namespace)
    .set(UPLOAD_PATH.key, namespaceUploadPath(request.namespace, platform.uploadPath))
}
