import { SparkdropError } from '../errors/sparkdrop-error.ts'
import { ALL_PROPERTIES } from './catalogue/all-properties.ts'
import { isSet, read } from './property.ts'
import type { SparkConf } from './spark-conf.ts'

/** Why each setting cannot be used whose value does not fit: what the driver would say later, when it is too late. */
export const unusableProperties = (conf: SparkConf): readonly string[] =>
  ALL_PROPERTIES.filter((property) => isSet(conf, property)).flatMap((property) => {
    try {
      read(conf, property)
      return []
    } catch (error) {
      if (!(error instanceof SparkdropError)) throw error
      return [error.message]
    }
  })
