import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { SparkConf } from './spark-conf.ts'

/**
 * The text with every `${spark.other}` replaced by that setting, as far down as they refer to one another. References
 * that name no setting stay as they are.
 *
 * Follows Spark's ConfigReader, which does so where a setting is read by its catalogue entry (and not where it is
 * handed on to the driver).
 * @throws InvalidJobError CIRCULAR_REFERENCE
 */
export function substitute(text: string, conf: SparkConf, open: readonly string[] = []): string {
  return text.replace(/\$\{(spark\.[^}\s]+)\}/g, (reference, key: string) => {
    const value = conf.getOption(key)
    if (value === undefined) return reference
    if (open.includes(key)) {
      throw new InvalidJobError('CIRCULAR_REFERENCE', `${key} refers to itself: ${[...open, key].join(' → ')}`, {
        details: { property: key, value },
      })
    }
    return substitute(value, conf, [...open, key])
  })
}
