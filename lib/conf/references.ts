import { ALL_PROPERTIES } from './catalogue/all-properties.ts'
import type { Property } from './property.ts'
import type { References, SparkConf } from './spark-conf.ts'

type Variables = Readonly<Record<string, string | undefined>>

function unset(property: Property<unknown> | undefined, conf: SparkConf): string | undefined {
  if (property?.fallback === undefined) return property?.default
  return conf.getOption(property.fallback.key) ?? unset(property.fallback, conf)
}

/**
 * The conf with the references that Spark knows: `${spark.key}` stands for the key's default where it is not set,
 * `${env:NAME}` for a variable and `${system:name}` for a property of the submitting side. Whoever submits for others
 * hands over neither: his variables are not theirs to read. Follows ConfigReader and ConfigEntry.
 */
export function withSparkReferences(conf: SparkConf, env: Variables = {}, system: Variables = {}): SparkConf {
  const references: References = (prefix, name) => {
    if (prefix === 'env') return env[name]
    if (prefix === 'system') return system[name]
    if (prefix !== '') return undefined
    return unset(
      ALL_PROPERTIES.find(({ key }) => key === name),
      conf,
    )
  }
  return conf.withReferences(references)
}
