import { parseBoolean } from './codecs/boolean.ts'
import { parseQuantity } from './codecs/quantity.ts'
import { scalaMapOrder, scalaSetOrder, settingsOrder } from './jvm-order.ts'
import { invalidProperty, parseSetting } from './property.ts'
import type { SparkConf } from './spark-conf.ts'
import { volumeHash } from './volume-hash.ts'
import type { VolumeSource, VolumeSpec } from './volume-spec.ts'

/** The settings of one volume, by the rest of their keys. */
interface VolumeSettings {
  readonly prefix: string
  readonly type: string
  readonly settings: ReadonlyMap<string, string>
}

function required({ prefix, type, settings }: VolumeSettings, key: string): string {
  const value = settings.get(key)
  if (value === undefined) throw invalidProperty(prefix + key, '', `is required for a volume of type ${type}`)
  return value
}

/** A quantity; one of digits alone is in bytes, which hardly anybody means who writes `5`. */
function size({ prefix, settings }: VolumeSettings): string | undefined {
  const key = 'options.sizeLimit'
  const value = settings.get(key)
  if (value !== undefined && /^[0-9]*$/.test(value) && Number(value) < 1024) {
    throw invalidProperty(prefix + key, value, `Volume size \`${value}\` is smaller than 1KiB. Missing units?`)
  }
  if (value !== undefined) parseSetting(prefix + key, value, parseQuantity)
  return value
}

const withPrefix = ({ settings }: VolumeSettings, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(settings)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  )

function source(volume: VolumeSettings): VolumeSource {
  const { settings, type, prefix } = volume
  switch (type) {
    case 'hostPath':
      return { type, path: required(volume, 'options.path'), pathType: settings.get('options.type') ?? '' }
    case 'persistentVolumeClaim': {
      const storageClass = settings.get('options.storageClass')
      const claimSize = size(volume)
      return {
        type,
        claimName: required(volume, 'options.claimName'),
        ...(storageClass === undefined ? {} : { storageClass }),
        ...(claimSize === undefined ? {} : { size: claimSize }),
        labels: withPrefix(volume, 'label.'),
        annotations: withPrefix(volume, 'annotation.'),
      }
    }
    case 'emptyDir': {
      const [medium, sizeLimit] = [settings.get('options.medium'), size(volume)]
      return {
        type,
        ...(medium === undefined ? {} : { medium }),
        ...(sizeLimit === undefined ? {} : { sizeLimit }),
      }
    }
    case 'nfs':
      return { type, server: required(volume, 'options.server'), path: required(volume, 'options.path') }
    default: {
      const known = 'hostPath, emptyDir, nfs and persistentVolumeClaim are'
      throw invalidProperty(`${prefix}*`, type, `Kubernetes Volume type \`${type}\` is not supported: ${known}`)
    }
  }
}

function volumeSpec(name: string, volume: VolumeSettings): VolumeSpec {
  const { settings, prefix } = volume
  const subPath = settings.get('mount.subPath')
  const subPathExpr = settings.get('mount.subPathExpr')
  if (subPath !== undefined && subPathExpr !== undefined) {
    const keys = `${prefix}mount.subPath, ${prefix}mount.subPathExpr`
    throw invalidProperty(`${prefix}mount.subPath`, subPath, `These config options are mutually exclusive: ${keys}`)
  }
  return {
    name,
    mountPath: required(volume, 'mount.path'),
    readOnly: parseSetting(`${prefix}mount.readOnly`, settings.get('mount.readOnly') ?? 'false', parseBoolean),
    subPath: subPath ?? '',
    subPathExpr: subPathExpr ?? '',
    source: source(volume),
  }
}

/**
 * Type and name of every volume, in the order in which Spark comes upon them: it takes them from all settings through a
 * Scala map of those with the prefix.
 */
function typesAndNames(conf: SparkConf, prefix: string): readonly string[] {
  // Most jobs have no volumes, and the order of all settings takes a hash of each.
  if (conf.getAllWithPrefix(prefix).size === 0) return []
  const keys = settingsOrder(conf.entries())
    .map(([key]) => key)
    .filter((key) => key.startsWith(prefix))
  const volumes = scalaMapOrder(keys.map((key) => key.slice(prefix.length)))
    .filter((key) => /\.[\s\S]*[^.]/.test(key))
    .map((key) => key.split('.', 2).join('.'))
  return [...new Set(volumes)]
}

/**
 * The volumes that a role's settings `<prefix><type>.<name>.…` describe, in Spark's order. Follows
 * KubernetesVolumeUtils.parseVolumesWithPrefix.
 *
 * @param prefix such as `spark.kubernetes.driver.volumes.`
 * @throws InvalidJobError INVALID_PROPERTY for a type that Spark does not know, and for options missing or at odds
 */
export function parseVolumes(conf: SparkConf, prefix: string): readonly VolumeSpec[] {
  const specs = typesAndNames(conf, prefix).map((volume) => {
    const [type = '', name = ''] = volume.split('.')
    const volumePrefix = `${prefix}${volume}.`
    return volumeSpec(name, { prefix: volumePrefix, type, settings: conf.getAllWithPrefix(volumePrefix) })
  })
  return scalaSetOrder(specs, volumeHash)
}
