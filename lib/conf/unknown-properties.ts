import { ALL_PROPERTIES } from './catalogue/all-properties.ts'
import { PROPERTY_FAMILIES } from './catalogue/families.ts'
import { nearestText } from './nearest-text.ts'
import { belongsTo } from './property-family.ts'
import type { SparkConf } from './spark-conf.ts'

const OURS = 'spark.kubernetes.'

/** How many letters may be wrong for a name to be taken for another one. */
const tolerance = (key: string): number => Math.max(2, Math.floor((key.length - OURS.length) / 4))

/** The family's pattern with the key's own names in its brackets, so that only the fixed parts are compared. */
function filled(pattern: string, key: string): string {
  const parts = key.split('.')
  const fixed = pattern.split('.')
  return fixed.length === parts.length
    ? fixed.map((part, at) => (part.startsWith('[') ? (parts[at] ?? '') : part)).join('.')
    : pattern
}

const NAMES = new Set(ALL_PROPERTIES.flatMap(({ key, aliases = [] }) => [key, ...aliases]))

const isKnown = (key: string): boolean => NAMES.has(key) || PROPERTY_FAMILIES.some((family) => belongsTo(family, key))

/** The known name that a wrong one is likely to mean, or undefined where none is near. */
export function nearestName(key: string): string | undefined {
  const names = [
    ...ALL_PROPERTIES.map((property) => property.key),
    ...PROPERTY_FAMILIES.map(({ pattern }) => filled(pattern, key)),
  ].filter((name) => name.startsWith(OURS) && name !== key)
  return nearestText(key, names, tolerance(key))
}

/** A warning for every `spark.kubernetes.*` setting that Spark does not know, with the name it is nearest to. */
export const unknownProperties = (conf: SparkConf): readonly string[] =>
  conf
    .entries()
    .map(([key]) => key)
    .filter((key) => key.startsWith(OURS) && !isKnown(key))
    .map((key) => {
      const nearest = nearestName(key)
      return `${key} is no setting of Spark${nearest === undefined ? '' : `: did you mean ${nearest}?`}`
    })
