import { matchesGlob } from '../../policy/glob.ts'
import type { Policy } from '../../policy/tenant.ts'

/** What the platform decides of jobs, as far as it could be read. */
export interface Settings {
  readonly policy?: Policy
  readonly defaults?: ReadonlyMap<string, string>
}

/** The value of a setting for jobs of a namespace, by each tenant that may use it; undefined where it is not set. */
export function valuesFor(
  { policy, defaults }: Settings,
  namespace: string,
  key: string,
): readonly (string | undefined)[] {
  const own = defaults?.get(key)
  const tenants = (policy?.tenants ?? []).filter(({ namespaces }) =>
    namespaces.some((glob) => matchesGlob(glob.replaceAll('{folder}', namespace), namespace)),
  )
  return tenants.length === 0 ? [own] : [...new Set(tenants.map(({ conf }) => conf[key] ?? own))]
}

/** Whether anything is known of what jobs are submitted with. */
export const isKnown = ({ policy, defaults }: Settings): boolean => policy !== undefined && defaults !== undefined

/** The namespaces that the policy names in full. */
export const namedNamespaces = ({ policy }: Settings): readonly string[] =>
  (policy?.tenants ?? []).flatMap(({ namespaces }) => namespaces.filter((name) => !/[*?[{]/.test(name)))
