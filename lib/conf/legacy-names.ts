import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { parseList } from './codecs/list.ts'
import { invalidProperty } from './property.ts'
import type { SparkConf } from './spark-conf.ts'

/** Settings of Spark 2 on Kubernetes that have another name today. */
const RENAMED: Readonly<Record<string, string>> = {
  'spark.kubernetes.driver.docker.image': 'spark.kubernetes.driver.container.image',
  'spark.kubernetes.executor.docker.image': 'spark.kubernetes.executor.container.image',
  'spark.kubernetes.docker.image.pullPolicy': 'spark.kubernetes.container.image.pullPolicy',
  'spark.kubernetes.driver.memoryOverhead': 'spark.driver.memoryOverhead',
  'spark.kubernetes.executor.memoryOverhead': 'spark.executor.memoryOverhead',
}

/** Settings that held a whole list of `key=value` pairs, and what stands before each key today. */
const LISTS: Readonly<Record<string, string>> = {
  'spark.kubernetes.driver.labels': 'spark.kubernetes.driver.label.',
  'spark.kubernetes.driver.annotations': 'spark.kubernetes.driver.annotation.',
  'spark.kubernetes.executor.labels': 'spark.kubernetes.executor.label.',
  'spark.kubernetes.executor.annotations': 'spark.kubernetes.executor.annotation.',
  'spark.kubernetes.node.selectors': 'spark.kubernetes.node.selector.',
}

const PREFIXES: Readonly<Record<string, string>> = {
  'spark.kubernetes.node.selectors.': 'spark.kubernetes.node.selector.',
}

/** All names of settings that have another one today; some with a point at their end, where they begin names. */
export const LEGACY_NAMES: readonly string[] = [RENAMED, LISTS, PREFIXES].flatMap((names) => Object.keys(names))

const UPLOADS = 'dependencies of the submitting side are uploaded to spark.kubernetes.file.upload.path, such as s3a://…'
const DOWNLOADS = 'the driver fetches its dependencies by itself: remove the setting'
const SHUFFLE = 'there is no shuffle service on Kubernetes: use spark.dynamicAllocation.shuffleTracking.enabled=true'

/** What has gone, by the beginning of its keys, and what there is in its place. */
const REMOVED: Readonly<Record<string, string>> = {
  'spark.kubernetes.resourceStagingServer.': UPLOADS,
  'spark.kubernetes.authenticate.resourceStagingServer.': UPLOADS,
  'spark.ssl.kubernetes.resourceStagingServer.': UPLOADS,
  'spark.kubernetes.initcontainer.': DOWNLOADS,
  'spark.kubernetes.mountdependencies.': DOWNLOADS,
  'spark.kubernetes.shuffle.': SHUFFLE,
}

/** The settings of today that an old one stands for; none where it is not an old one. */
function replacements(key: string, value: string): readonly (readonly [string, string])[] {
  const renamed = RENAMED[key]
  if (renamed !== undefined) return [[renamed, value]]
  const list = LISTS[key]
  if (list !== undefined) {
    return parseList(value).map((pair) => {
      const [, name, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
      if (name === undefined)
        throw invalidProperty(key, value, `'${pair}' is no key=value pair; set ${list}<key> instead`)
      return [list + name, text ?? ''] as const
    })
  }
  const prefix = Object.keys(PREFIXES).find((old) => key.startsWith(old))
  return prefix === undefined ? [] : [[`${PREFIXES[prefix]}${key.slice(prefix.length)}`, value]]
}

function refuseRemoved(key: string, value: string): void {
  const removed = Object.keys(REMOVED).find((prefix) => key.startsWith(prefix))
  if (removed === undefined) return
  throw new InvalidJobError('REMOVED_PROPERTY', `${key} has been removed: ${REMOVED[removed]}.`, {
    details: { property: key, value },
  })
}

/**
 * The conf with the names that the first Spark on Kubernetes had turned into today's, and a warning for each. A setting
 * that is there under today's name as well stays as it is.
 * @throws InvalidJobError REMOVED_PROPERTY for what nothing can stand for, INVALID_PROPERTY
 */
export function withCurrentNames(conf: SparkConf): { readonly conf: SparkConf; readonly warnings: readonly string[] } {
  let current = conf
  const warnings: string[] = []
  for (const [key, value] of conf.entries()) {
    refuseRemoved(key, value)
    const settings = replacements(key, value)
    if (settings.length === 0) continue
    current = settings.reduce((changed, [name, text]) => changed.setIfMissing(name, text), current.remove(key))
    warnings.push(`${key} is deprecated: use ${settings.map(([name]) => name).join(', ')}`)
  }
  return { conf: current, warnings }
}
