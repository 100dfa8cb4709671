import { join } from 'node:path'
import { parseList } from '../../lib/conf/codecs/list.ts'
import { isS3Uri, parseS3Path, parseS3Uri } from '../../lib/staging/s3-uri.ts'

const UPLOAD_PATH = 'spark.kubernetes.file.upload.path'
const LISTS = ['spark.jars', 'spark.files', 'spark.archives', 'spark.submit.pyFiles'] as const

/** One object to bring, and where to. */
export interface Fetch {
  readonly uri: string
  readonly bucket: string
  readonly key: string
  readonly file: string
}

export interface FetchPlan {
  readonly fetches: readonly Fetch[]
  /** The settings and arguments with local files in place of what will be fetched. */
  readonly settings: ReadonlyMap<string, string>
  readonly args: readonly string[]
}

/** Where the main resource stands among spark-submit's arguments: after the options, each of which has a value. */
export const mainResourceIndex = (args: readonly string[]): number => {
  let index = 0
  while (args[index]?.startsWith('--')) index += args[index]?.includes('=') ? 1 : 2
  return index
}

const underPath = (uri: string, uploadPath: string): boolean => {
  if (!isS3Uri(uri)) return false
  const { bucket, key } = parseS3Uri(uri)
  const root = parseS3Uri(`${uploadPath.replace(/\/+$/, '')}/.`)
  return bucket === root.bucket && `/${key}`.startsWith(`/${root.key.slice(0, -1)}`)
}

/** The last part of the key; S3 takes `.` and `..` for names like any other, but they would be folders here. */
const fileName = (key: string): string => (key.split('/').pop() ?? key).replace(/^\.{1,2}$/, '_')

/**
 * Which of a driver's dependencies lie under `spark.kubernetes.file.upload.path`, and the driver's settings and
 * arguments as they are once these are in `folder`, each in a folder of its own so that files of one name stay apart.
 * What lies elsewhere stays as it is: Spark resolves it.
 */
export const planFetches = (
  settings: ReadonlyMap<string, string>,
  args: readonly string[],
  folder: string,
): FetchPlan => {
  const uploadPath = settings.get(UPLOAD_PATH) ?? ''
  const fetches = new Map<string, Fetch>()
  const localize = (entry: string): string => {
    const [uri = '', ...fragment] = entry.split('#')
    if (!isS3Uri(uploadPath.replace(/\/*$/, '/.')) || !underPath(uri, uploadPath)) return entry
    const { bucket, key } = parseS3Path(uri)
    const id = `${bucket}/${key}`
    const known = fetches.get(id)
    const fetch = known ?? { uri, bucket, key, file: join(folder, String(fetches.size), fileName(key)) }
    fetches.set(id, fetch)
    return [fetch.file, ...fragment].join('#')
  }
  const lists = LISTS.flatMap((name) => {
    const value = settings.get(name)
    return value ? [[name, parseList(value).map(localize).join(',')] as const] : []
  })
  const main = mainResourceIndex(args)
  return {
    args: args.map((arg, index) => (index === main ? localize(arg) : arg)),
    settings: new Map([...settings, ...lists]),
    fetches: [...fetches.values()],
  }
}
