import type { ClusterLook } from '../cluster-look.ts'
import type { Check } from '../examine.ts'
import { type Finding, failed, ok, unseen, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import type { Accounts } from './accounts.ts'
import { described, NEEDED, serviceAccount, type What, type Who } from './whose-access.ts'

/** What of it the API server would not let him do. */
async function denied(
  look: ClusterLook,
  who: Who,
  namespace: string,
  whats: readonly What[],
): Promise<readonly What[]> {
  const answers = await Promise.all(
    // A Role can let somebody see one namespace by its name only: the one that it is in.
    whats.map((what) =>
      look.may({ ...who, ...what, namespace, ...(what.resource === 'namespaces' ? { name: namespace } : {}) }),
    ),
  )
  return whats.filter((_, at) => !answers[at])
}

interface Right {
  readonly about: string
  readonly who: Who
  readonly namespace: string
  readonly needed: readonly What[]
  readonly advice: string
  readonly see: string
}

export const rightCheck = (look: ClusterLook, { about, who, namespace, needed, advice, see }: Right): Check => ({
  about,
  look: async (): Promise<Finding> => {
    const missing = await denied(look, who, namespace, needed)
    if (missing.length === 0) return ok(about, `has all ${needed.length} rights`)
    return failed(about, `${who.user} may not ${missing.map(described).join(', ')}`, { advice, see })
  },
})

/** Rights that nobody's jobs should have. */
const tooMuch = (look: ClusterLook, about: string, who: Who, namespace: string, whats: readonly What[]): Check => ({
  about,
  look: async (): Promise<Finding> => {
    const missing = await denied(look, who, namespace, whats)
    const allowed = whats.filter((what) => !missing.includes(what))
    if (allowed.length === 0) return ok(about, 'has none that it does not need')
    return warning(about, `${who.user} may ${allowed.map(described).join(', ')}, and with it the code of any job`, {
      advice: 'take the binding away that gives it',
      see: SEE.cluster,
    })
  },
})

const SECRETS: What = { verb: 'get', group: '', resource: 'secrets' }
const PODS: What = { verb: 'create', group: '', resource: 'pods' }

export interface Rights {
  readonly namespace: string
  readonly forwarderNamespace: string
  /** Absent: nobody knows as whom the functions come. */
  readonly submitter: Who | undefined
  readonly accounts: Accounts
}

const submitterCheck = (look: ClusterLook, { namespace, submitter }: Rights, advice: string): Check => {
  const about = `functions in ${namespace}`
  const who = 'as whom they sign in is said by a secret'
  if (submitter === undefined)
    return { about, look: async () => unseen(about, who, { advice: 'name the user by --submitter', see: SEE.context }) }
  return rightCheck(look, { about, who: submitter, namespace, needed: NEEDED.submitter, advice, see: SEE.cluster })
}

/** Who may do what in a tenant's namespace, asked of the API server itself. */
export function accessChecks(look: ClusterLook, rights: Rights): readonly Check[] {
  const { namespace, forwarderNamespace, accounts } = rights
  const advice = `kubectl apply -k infra/kubernetes/tenant, as an overlay for the namespace ${namespace}`
  const driver = serviceAccount(namespace, accounts.driver)
  return [
    submitterCheck(look, rights, advice),
    rightCheck(look, {
      about: `drivers in ${namespace}`,
      who: driver,
      namespace,
      needed: NEEDED.driver,
      advice,
      see: SEE.cluster,
    }),
    tooMuch(look, `what else drivers may in ${namespace}`, driver, namespace, [SECRETS]),
    ...(accounts.executor === accounts.driver
      ? []
      : [
          tooMuch(look, `what executors may in ${namespace}`, serviceAccount(namespace, accounts.executor), namespace, [
            PODS,
            SECRETS,
          ]),
        ]),
    rightCheck(look, {
      about: `forwarder in ${namespace}`,
      who: serviceAccount(forwarderNamespace, 'pod-event-forwarder'),
      namespace,
      needed: NEEDED.forwarder,
      advice,
      see: SEE.cluster,
    }),
  ]
}
