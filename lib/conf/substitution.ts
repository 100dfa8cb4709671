import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { SparkConf } from './spark-conf.ts'

/**
 * The text with every `${spark.other}` replaced by that setting, and every other reference that the conf knows
 * (`${env:HOME}`), as far down as they refer to one another. The rest stays as it is.
 *
 * Follows Spark's ConfigReader, which does so where a setting is read by its catalogue entry (and not where it is
 * handed on to the driver).
 * @throws InvalidJobError CIRCULAR_REFERENCE
 */
export function substitute(text: string, conf: SparkConf, open: readonly string[] = []): string {
  return text.replace(/\$\{(?:(\w+?):)?(\S+?)\}/g, (reference, prefix: string | undefined, name: string) => {
    const own = prefix === undefined && name.startsWith('spark.') ? conf.getOption(name) : undefined
    const value = own ?? conf.reference(prefix ?? '', name)
    if (value === undefined) return reference
    const key = prefix === undefined ? name : `${prefix}:${name}`
    if (open.includes(key)) {
      throw new InvalidJobError('CIRCULAR_REFERENCE', `${key} refers to itself: ${[...open, key].join(' → ')}`, {
        details: { property: key, value },
      })
    }
    return substitute(value, conf, [...open, key])
  })
}
