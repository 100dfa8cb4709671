import type { JobRequest } from '../../../events/job-request.ts'
import { UPLOAD_PATH } from '../../conf/catalogue/application.ts'
import { parseProperties } from '../../conf/codecs/properties.ts'
import { SparkConf } from '../../conf/spark-conf.ts'

/** What the place decides, not the job. */
export interface Platform {
  /** `spark.master`: `k8s://` and the API server's URL. */
  readonly master: string
  /** Below which every namespace has its own `spark.kubernetes.file.upload.path`. */
  readonly uploadPath: string
  /** Text of a spark-defaults.conf. */
  readonly defaults: string
}

const baseName = (file: string): string => (file.split('/').pop() ?? file).replace(/\.[^.]+$/, '')

/** A folder for each namespace, so that a driver need not be able to read what another tenant staged. */
const namespaceUploadPath = ({ namespace }: JobRequest, { uploadPath }: Platform): string =>
  `${uploadPath.replace(/\/+$/, '')}/${namespace}`

/**
 * The conf that the job is submitted with. The job's own settings go before the defaults file's; namespace, master,
 * deploy mode and upload path are the platform's.
 */
export const jobConf = (request: JobRequest, platform: Platform): SparkConf => {
  const own = SparkConf.of(parseProperties(platform.defaults)).setAll(Object.entries(request.conf))
  return own
    .set('spark.app.name', request.name ?? own.get('spark.app.name', baseName(request.main.file)))
    .set('spark.master', platform.master)
    .set('spark.submit.deployMode', 'cluster')
    .set('spark.kubernetes.namespace', request.namespace)
    .set(UPLOAD_PATH.key, namespaceUploadPath(request, platform))
}
