import { UPLOAD_PATH } from '../../conf/catalogue/application.ts'
import { nearestName } from '../../conf/unknown-properties.ts'
import { matchesAny } from '../glob.ts'
import type { Judged, Rule } from '../judged.ts'
import { ownedBy } from '../platform-owned.ts'
import { FREE, JUDGED } from '../property-tables.ts'
import type { Setting } from '../request-settings.ts'
import { refusedSetting, type Violation } from '../violation.ts'

/** Settings that the platform makes for every job: to write what it writes anyway changes nothing. */
const ALWAYS_SET: ReadonlySet<string> = new Set([
  'spark.master',
  'spark.submit.deployMode',
  'spark.kubernetes.namespace',
  UPLOAD_PATH.key,
])

/** What a key can consist of; Spark reads others too, and nobody means them. */
const KEY = /^[A-Za-z0-9._/$-]+$/

/** What becomes of a property that a job sets, before anybody looks at its value. */
export const verdictOf = (key: string): 'free' | 'judged' | 'owned' | 'unknown' => {
  if (matchesAny(JUDGED, key)) return 'judged'
  if (ownedBy(key)) return 'owned'
  return matchesAny(FREE, key) ? 'free' : 'unknown'
}

const unknown = (key: string): string => {
  const near = nearestName(key)
  const meant = near === undefined ? '' : ` (did you mean ${near}?)`
  return `it is not among the properties that a job may set${meant}; the policy can allow it`
}

const problemOf = ({ key, value, from }: Setting, { tenant, conf }: Judged): string | undefined => {
  if (!KEY.test(key)) return 'its name has characters that no property has: write it without blanks'
  if (matchesAny(tenant.refuse, key)) return `the policy refuses it to tenant ${tenant.name}: leave it out`
  const verdict = verdictOf(key)
  if (verdict === 'judged')
    return value.includes('${') ? 'it refers to something that is not known here: write the value itself' : undefined
  if (verdict === 'owned') {
    const same = ALWAYS_SET.has(key) && from === key && conf.getOption(key) === value
    const owner = ownedBy(key)
    return same || matchesAny(tenant.unlock, key) ? undefined : `${owner?.why}: ${owner?.instead}`
  }
  return verdict === 'free' || matchesAny(tenant.allow, key) ? undefined : unknown(key)
}

/** Only what is on a list may be set; what is the platform's only where the policy unlocks it. */
export const propertyRule: Rule = (judged) =>
  judged.settings.flatMap((setting): readonly Violation[] => {
    const problem = problemOf(setting, judged)
    return problem === undefined ? [] : [refusedSetting('property', setting, problem)]
  })
