import type { JobRequest } from '../../../events/job-request.ts'
import { parseList } from '../../conf/codecs/list.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { SourceFile } from '../../staging/plan-staging.ts'

/** The properties that name files which Spark brings to the driver and its executors. */
const FILE_LISTS = ['spark.jars', 'spark.files', 'spark.archives', 'spark.submit.pyFiles'] as const

/** Every file that the job names: the main one at the version that was meant, the others as they are now. */
export const jobFiles = (request: JobRequest, conf: SparkConf): readonly SourceFile[] => [
  { uri: request.main.file, versionId: request.main.versionId },
  ...FILE_LISTS.flatMap((key) => parseList(conf.get(key, '')).map((uri) => ({ uri }))),
]
