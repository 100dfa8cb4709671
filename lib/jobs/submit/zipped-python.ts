import type { JobRequest } from '../../../events/job-request.ts'
import { PY_FILES } from '../../conf/catalogue/application.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { SourceFile } from '../../staging/plan-staging.ts'
import { isS3Uri } from '../../staging/s3-uri.ts'
import { type MainResource, mainResource, NO_RESOURCE } from '../../submission/main-resource.ts'

type Main = JobRequest['main']

interface Zip {
  readonly uri: string
  /** The file's name without its ending. */
  readonly stem: string
}

const zipOf = ({ file, class: name }: Main): Zip | undefined => {
  const [, stem] = /([^/]+)\.(zip|pyz)$/.exec(file ?? '') ?? []
  return file && stem && name === undefined && isS3Uri(file) ? { uri: file, stem } : undefined
}

const copyForPython = ({ uri, stem }: Zip): string => `${uri}#${stem}.py`

/**
 * What Spark is to run. A zip with `__main__.py` has no place in Spark, which knows Python by the ending `.py`; Python
 * itself knows a zip by its content. So the driver is given a copy that is called `.py`.
 */
export const mainOf = (main: Main): MainResource => {
  const zip = zipOf(main)
  return zip ? { kind: 'python', uri: copyForPython(zip) } : mainResource(main.file ?? NO_RESOURCE)
}

/** The main file to stage; of a zip a second copy, whose ending Spark's list of Python files takes for a package. */
export const mainFiles = (main: Main): readonly SourceFile[] => {
  const { file: uri, versionId } = main
  const zip = zipOf(main)
  if (zip)
    return [
      { uri: copyForPython(zip), versionId, name: `${zip.stem}.py` },
      { uri: zip.uri, versionId, name: `${zip.stem}.zip` },
    ]
  return uri ? [{ uri, versionId }] : []
}

/** The conf by which executors find the modules of a zip too; as it is for any other main file. */
export const withZippedModules = (conf: SparkConf, main: Main): SparkConf => {
  const zip = zipOf(main)
  return zip ? conf.set(PY_FILES.key, [zip.uri, ...read(conf, PY_FILES)].join(',')) : conf
}
