import type { Timers } from '../../../kubernetes/timers.ts'
import type { ClusterLook } from '../cluster-look.ts'
import type { Check } from '../examine.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import { rightCheck } from './access-checks.ts'
import { NEEDED, serviceAccount } from './whose-access.ts'

export interface ForwarderSought {
  readonly namespace: string
  /** The namespaces that it should watch. */
  readonly watched: readonly string[]
  /** Absent: not known. */
  readonly bus: string | undefined
  /** What the stack calls its clusters; empty: not known. */
  readonly clusterNames: readonly string[]
  readonly timers: Timers
}

interface Lease {
  readonly spec?: { readonly holderIdentity?: string; readonly renewTime?: string }
}

interface EnvironmentVariable {
  readonly name: string
  readonly value?: string
}

interface Deployment {
  readonly spec: {
    readonly replicas?: number
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly env?: readonly EnvironmentVariable[]
          readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[]
        }[]
      }
    }
  }
  readonly status?: { readonly readyReplicas?: number }
}

/** It is renewed every 1.5 s: looked at twice, by no clock but this one's. */
const BETWEEN_MS = 4_000
const NAME = 'pod-event-forwarder'
const about = 'forwarder'
const see = SEE.forwarder
const HELD_UP = 'states come a minute late, by reconcile-jobs; '

const leasePath = (namespace: string): string =>
  `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/sparkdrop-${NAME}`

async function leads(look: ClusterLook, { namespace, timers }: ForwarderSought): Promise<Finding> {
  const first = await look.get<Lease>(leasePath(namespace))
  if (first === undefined)
    return failed(about, `no forwarder has ever led in the namespace ${namespace}: there is no lease`, {
      advice: `${HELD_UP}kubectl apply -k images/pod-event-forwarder/kubernetes, or --forwarder-namespace names where it is`,
      see,
    })
  await timers.sleep(BETWEEN_MS)
  const second = await look.get<Lease>(leasePath(namespace))
  const { holderIdentity, renewTime } = second?.spec ?? {}
  if (holderIdentity && renewTime !== first.spec?.renewTime) return ok(about, `${holderIdentity} leads`)
  return failed(about, `nobody leads: the lease was last renewed at ${renewTime ?? 'no time'}`, {
    advice: `${HELD_UP}kubectl -n ${namespace} get pods, and the log of the forwarder`,
    see: SEE.forwarderSilent,
  })
}

/** The forwarder's variables, as far as they are in its Deployment or its config maps. */
async function variablesOf(
  look: ClusterLook,
  namespace: string,
  { spec }: Deployment,
): Promise<Readonly<Record<string, string>>> {
  const containers = spec.template.spec.containers
  const names = containers.flatMap(({ envFrom = [] }) =>
    envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []),
  )
  const maps = await Promise.all(
    names.map((name) =>
      look.get<{ data?: Readonly<Record<string, string>> }>(`/api/v1/namespaces/${namespace}/configmaps/${name}`),
    ),
  )
  const own = containers.flatMap(({ env = [] }) => env.map(({ name, value = '' }) => [name, value] as const))
  return { ...Object.assign({}, ...maps.map((map) => map?.data ?? {})), ...Object.fromEntries(own) }
}

function configured(variables: Readonly<Record<string, string>>, sought: ForwarderSought): readonly Finding[] {
  const { watched, bus, clusterNames } = sought
  const { NAMESPACES, EVENT_BUS, CLUSTER_NAME } = variables
  const names = (NAMESPACES ?? '').split(',').map((name) => name.trim())
  const unwatched = NAMESPACES ? watched.filter((name) => !names.includes(name)) : []
  const isElsewhere = bus !== undefined && EVENT_BUS !== undefined && EVENT_BUS.split('/').at(-1) !== bus
  const isUnknown = clusterNames.length > 0 && CLUSTER_NAME !== undefined && !clusterNames.includes(CLUSTER_NAME)
  return [
    ...(unwatched.length > 0
      ? [failed(about, `it does not watch ${unwatched.join(', ')}`, { advice: 'add it to its NAMESPACES', see })]
      : []),
    ...(isElsewhere
      ? [
          failed(about, `it speaks to the bus ${EVENT_BUS}, the stack's is ${bus}`, {
            advice: 'set its EVENT_BUS',
            see,
          }),
        ]
      : []),
    ...(isUnknown
      ? [
          failed(about, `it calls its cluster ${CLUSTER_NAME}, the stack knows ${clusterNames.join(', ')}`, {
            advice: 'set its CLUSTER_NAME: by that its heartbeat is known',
            see: SEE.forwarderSilent,
          }),
        ]
      : []),
  ]
}

async function deployed(look: ClusterLook, sought: ForwarderSought): Promise<readonly Finding[]> {
  const { namespace } = sought
  const name = `deployment ${NAME}`
  const found = await look.get<Deployment>(`/apis/apps/v1/namespaces/${namespace}/deployments/${NAME}`)
  if (found === undefined)
    return [warning(name, `there is none in the namespace ${namespace}`, { advice: 'is it run in another way?', see })]
  const wanted = found.spec.replicas ?? 1
  const ready = found.status?.readyReplicas ?? 0
  const replicas =
    ready >= wanted
      ? ok(name, `${ready} of ${wanted} ready`)
      : (ready === 0 ? failed : warning)(name, `${ready} of ${wanted} ready`, {
          advice: `kubectl -n ${namespace} describe deployment ${NAME}`,
          see,
        })
  return [replicas, ...configured(await variablesOf(look, namespace, found), sought)]
}

/** Whether somebody tells what happens to pods. */
export const forwarderChecks = (look: ClusterLook, sought: ForwarderSought): readonly Check[] => [
  { about, look: () => leads(look, sought) },
  { about: `deployment ${NAME}`, look: () => deployed(look, sought) },
  rightCheck(look, {
    about: "forwarder's lease",
    who: serviceAccount(sought.namespace, NAME),
    namespace: sought.namespace,
    needed: NEEDED.lease,
    advice: 'kubectl apply -k infra/kubernetes/forwarder',
    see,
  }),
]
