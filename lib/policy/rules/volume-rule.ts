import { parseQuantity, readQuantity } from '../../conf/codecs/quantity.ts'
import { matchesAny } from '../glob.ts'
import type { Judged, Rule } from '../judged.ts'
import type { Claims } from '../policy-schema.ts'
import { refusedSetting, type Violation } from '../violation.ts'

const VOLUME = /^(spark\.kubernetes\.(?:driver|executor)\.volumes\.)([^.]+)\.([^.]+)\.(.+)$/s
const ON_DEMAND = 'OnDemand'

/** The options of a volume, those of the platform included. */
type Options = (name: string) => string | undefined

const larger = (size: string, most: string): boolean => (readQuantity(size)?.nanos ?? 0n) > parseQuantity(most)

const claimProblem = (options: Options, claims: Claims): string | undefined => {
  const claim = options('options.claimName') ?? ''
  if (claim !== ON_DEMAND)
    return matchesAny(claims.names, claim)
      ? undefined
      : `claim ${claim} may be another's: claimName=${ON_DEMAND} makes one for each pod`
  const storageClass = options('options.storageClass') ?? ''
  if (!matchesAny(claims.storageClasses, storageClass))
    return `the policy allows claims of the storage classes ${claims.storageClasses.join(', ') || 'none'}`
  const size = options('options.sizeLimit')
  if (size === undefined || readQuantity(size) === undefined) return 'a claim made on demand needs options.sizeLimit'
  if (claims.size !== undefined && larger(size, claims.size))
    return `the policy allows claims of ${claims.size} at most`
  return undefined
}

const problemOf = (type: string, options: Options, { tenant: { claims, limits } }: Judged): string | undefined => {
  if (type === 'persistentVolumeClaim') return claimProblem(options, claims)
  if (type !== 'emptyDir')
    return `volumes of type ${type} reach beyond the job: use emptyDir, or a claim made on demand`
  const size = options('options.sizeLimit')
  return size !== undefined && limits.volume !== undefined && larger(size, limits.volume)
    ? `the policy allows volumes of ${limits.volume} at most`
    : undefined
}

/** Volumes that hold nothing of anybody else: empty ones, and claims that are made for the pod. */
export const volumeRule: Rule = (judged) =>
  judged.settings
    .filter(({ key }) => /^spark\.kubernetes\.(driver|executor)\.volumes\./.test(key))
    .flatMap((setting): readonly Violation[] => {
      const { key } = setting
      if (matchesAny(judged.tenant.unlock, key)) return []
      const [, prefix, type, name, option] = VOLUME.exec(key) ?? []
      if (type === undefined)
        return [refusedSetting('volume', setting, 'it names no volume: write volumes.<type>.<name>.…')]
      if (option?.startsWith('annotation.'))
        return [refusedSetting('volume', setting, 'something in the cluster may act on it: leave it out')]
      const options: Options = (wanted) => judged.conf.getOption(`${prefix}${type}.${name}.${wanted}`)
      const problem = problemOf(type, options, judged)
      return problem === undefined ? [] : [refusedSetting('volume', setting, problem)]
    })
