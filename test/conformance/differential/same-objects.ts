import { parseProperties } from '../../../lib/conf/codecs/properties.ts'
import type { RecordedRequest } from '../oracle.ts'

/** A request with its spark.properties as Java reads them, where Java was asked. */
export interface ObjectRequest extends RecordedRequest {
  readonly sparkProperties?: Readonly<Record<string, string>>
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
type JsonObject = Readonly<Record<string, Json | undefined>>

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)

/** What the keys of a list's items are, where their order is one of chance, or makes no difference. */
const KEYS: Readonly<Record<string, string>> = { env: 'name', volumes: 'name', volumeMounts: 'name', items: 'key' }

const keyOf = (item: Json, key: string): string => String(isObject(item) ? item[key] : item)

const inOrder = (items: readonly Json[], key: string): readonly Json[] =>
  items.toSorted((left, right) => {
    const [one, other] = [keyOf(left, key), keyOf(right, key)]
    return one < other ? -1 : one > other ? 1 : 0
  })

const LOCAL_DIR = /^spark-local-dir-\d+$/

/** Spark deals out the local directories to their volumes by chance. */
function withSortedDirectories(mounts: readonly Json[]): readonly Json[] {
  const isScratch = (mount: Json): boolean => isObject(mount) && LOCAL_DIR.test(String(mount['name']))
  const paths = mounts.filter(isScratch).map((mount) => keyOf(mount, 'mountPath'))
  const rest = paths.toSorted()
  return mounts.map((mount) => (isObject(mount) && isScratch(mount) ? { ...mount, mountPath: rest.shift() } : mount))
}

const variable = ({ name, value }: JsonObject): Json | undefined =>
  name === 'SPARK_LOCAL_DIRS' && typeof value === 'string' ? value.split(',').toSorted().join(',') : value

/** The value without what Spark's client leaves out, which is what is empty, and without orders of chance. */
function settled(value: Json | undefined, name = ''): Json | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item) => settled(item) ?? null)
    const key = KEYS[name]
    const ordered = key === undefined ? items : inOrder(items, key)
    return name === 'volumeMounts' ? withSortedDirectories(ordered) : ordered
  }
  if (!isObject(value)) return value
  const fields = 'value' in value && 'name' in value ? { ...value, value: variable(value) } : value
  return Object.fromEntries(
    Object.entries(fields)
      .map(([key, part]) => [key, settled(part, key)] as const)
      .filter(([, part]) => !isNothing(part)),
  )
}

/** The ids of uploads are Spark's own. */
const withoutUploadIds = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replaceAll(/spark-upload-[0-9a-f-]{36}/g, 'spark-upload'))

function settledObject({ body, sparkProperties }: ObjectRequest): Json | undefined {
  const object: JsonObject = withoutUploadIds(body as JsonObject)
  const data = object['data']
  const text = isObject(data) ? data['spark.properties'] : undefined
  if (!isObject(data) || typeof text !== 'string') return settled(object)
  const properties = withoutUploadIds(sparkProperties ?? Object.fromEntries(parseProperties(text)))
  return {
    ...(settled({ ...object, data: { ...data, 'spark.properties': undefined } }) as JsonObject),
    properties: { ...properties, 'spark.app.submitTime': undefined },
  }
}

function compareValues(path: string, theirs: Json | undefined, ours: Json | undefined, out: string[]): void {
  if (theirs === ours) return
  if (typeof theirs === 'object' && typeof ours === 'object' && theirs && ours) {
    const [one, other] = [theirs as JsonObject, ours as JsonObject]
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      compareValues(`${path}.${key}`, one[key], other[key], out)
    }
    return
  }
  out.push(`${path}: Spark has ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`)
}

/** Where the objects of two submitters differ, to the letter; nothing where they agree. */
export function objectDifferences(theirs: readonly ObjectRequest[], ours: readonly ObjectRequest[]): readonly string[] {
  const byPath = (requests: readonly ObjectRequest[]): JsonObject =>
    Object.fromEntries(requests.map((request) => [request.path, settledObject(request)]))
  const out: string[] = []
  compareValues('', byPath(theirs), byPath(ours), out)
  return out
}
