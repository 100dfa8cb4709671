import { parseBareInteger } from './codecs/number.ts'
import { invalidProperty, parseSetting } from './property.ts'
import type { SparkConf } from './spark-conf.ts'

/**
 * The devices that a role asks for by `<role>.resource.<name>.{amount,vendor}`, as Kubernetes limits
 * (`nvidia.com/gpu: "2"`). Those of no amount are left out. Follows KubernetesUtils.buildResourcesQuantities.
 *
 * @param role `spark.driver` or `spark.executor`
 * @throws InvalidJobError INVALID_PROPERTY where amount or vendor is missing or is no number
 */
export function deviceLimits(conf: SparkConf, role: string): Readonly<Record<string, string>> {
  const prefix = `${role}.resource.`
  const names = new Set(Array.from(conf.getAllWithPrefix(prefix).keys(), (key) => key.split('.')[0] ?? ''))
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const key = `${prefix}${name}.amount`
      const text = conf.getOption(key)
      if (text === undefined) throw invalidProperty(key, '', `You must specify an amount for ${name}`)
      const amount = parseSetting(key, text, parseBareInteger)
      if (amount <= 0) return []
      const vendor = conf.getOption(`${prefix}${name}.vendor`)
      if (!vendor) {
        const problem = `Resource: ${name} was requested, but vendor was not specified. A device's vendor is the domain of its name, such as nvidia.com`
        throw invalidProperty(`${prefix}${name}.vendor`, vendor ?? '', problem)
      }
      return [[`${vendor}/${name}`, String(amount)] as const]
    }),
  )
}
