import type { JobRequest } from '../../../events/job-request.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { DEPENDENCY_LISTS } from '../../files/dependency-lists.ts'
import type { SourceFile } from '../../staging/plan-staging.ts'

/** Every file that the job names: the main one at the version that was meant, the others as they are now. */
export const jobFiles = (request: JobRequest, conf: SparkConf): readonly SourceFile[] => [
  ...(request.main.file ? [{ uri: request.main.file, versionId: request.main.versionId }] : []),
  ...DEPENDENCY_LISTS.flatMap((property) => read(conf, property).map((uri) => ({ uri }))),
]
