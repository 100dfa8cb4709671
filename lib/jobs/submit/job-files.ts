import type { JobRequest } from '../../../events/job-request.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { DEPENDENCY_LISTS } from '../../files/dependency-lists.ts'
import type { SourceFile } from '../../staging/plan-staging.ts'
import { mainFiles } from './zipped-python.ts'

/** Every file that the job names: the main one at the version that was meant, the others as they are now. */
export const jobFiles = (request: JobRequest, conf: SparkConf): readonly SourceFile[] => [
  ...mainFiles(request.main),
  ...DEPENDENCY_LISTS.flatMap((property) => read(conf, property).map((uri) => ({ uri }))),
]
