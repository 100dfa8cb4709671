import * as z from 'zod'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'

/*
 * What the driver's JVM and the loop say to one another: JSON objects, one a line. The JVM's side is in ../shim. After
 * the loop's first line, which holds the token, the JVM says `start` once and the other messages in any order.
 */

const profile = z.object({
  id: z.int().nonnegative(),
  executorResources: z.record(
    z.string(),
    z.object({ amount: z.number(), discoveryScript: z.string(), vendor: z.string() }),
  ),
  taskResources: z.record(z.string(), z.object({ amount: z.number() })),
})

/** How the JVM's own Kubernetes client reaches the API server; `Data` is base64 or PEM, as fabric8 has it. */
const connection = z.object({
  url: z.url(),
  caFile: z.string().nullish(),
  caData: z.string().nullish(),
  certificateFile: z.string().nullish(),
  certificateData: z.string().nullish(),
  keyFile: z.string().nullish(),
  keyData: z.string().nullish(),
  token: z.string().nullish(),
  trustAll: z.boolean(),
  /** Where the JVM has its credentials from, if not from elsewhere. */
  kubeconfig: z.string().optional(),
  context: z.string().optional(),
})

const start = z.object({
  type: z.literal('start'),
  appId: z.string().min(1),
  /** The highest executor id that a loop of this driver has used so far; 0 where this is the first one. */
  highestId: z.int().nonnegative(),
  sparkUser: z.string(),
  sparkVersion: z.string(),
  executorConfigMap: z.string(),
  conf: z.record(z.string(), z.string()),
  secretEnvironment: z.record(z.string(), z.string()),
  connection,
  driverPod: z.custom<Pod>((value) => typeof value === 'object' && value !== null && 'metadata' in value).optional(),
})

const fromJvm = z.discriminatedUnion('type', [
  start,
  z.object({ type: z.literal('targets'), targets: z.array(z.object({ count: z.int().nonnegative(), profile })) }),
  z.object({ type: z.literal('known'), ids: z.array(z.int().nonnegative()) }),
  z.object({ type: z.literal('acknowledged'), request: z.int() }),
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('stop') }),
])

export type StartMessage = z.output<typeof start>
export type ConnectionMessage = z.output<typeof connection>
export type FromJvm = z.output<typeof fromJvm>

/** What Spark's lifecycle manager looks at of an executor's pod. */
export interface PodReport {
  readonly id: number
  readonly profile: number
  readonly name: string
  /** The pod is gone, or on its way out. */
  readonly leaving: boolean
  /** As far as it is known; without a phase where the pod is gone, which Spark takes for one that somebody deleted. */
  readonly status: Pick<NonNullable<Pod['status']>, 'phase' | 'reason' | 'message' | 'containerStatuses'>
}

/** What the loop says. */
export type ToJvm =
  | { readonly token: string }
  | { readonly type: 'pong' }
  /** Executors up to this id may be created from now on: said before they are, so that no id is ever used twice. */
  | { readonly type: 'creating'; readonly id: number }
  | { readonly type: 'deleting'; readonly request: number; readonly ids: readonly number[] }
  /** Pods that ended, are gone or will be before they ran; or, where `all` is true, all that there are. */
  | { readonly type: 'pods'; readonly all: boolean; readonly pods: readonly PodReport[] }
  /** The application cannot go on. */
  | { readonly type: 'fail'; readonly reason: string }
  /** This process cannot go on; another one may, unless the reason is permanent. */
  | { readonly type: 'broken'; readonly reason: string; readonly permanent: boolean }

/** @throws Error that says what is wrong with the line */
export const decodeFromJvm = (line: string): FromJvm => {
  const parsed = fromJvm.safeParse(JSON.parse(line))
  if (parsed.success) return parsed.data
  throw new Error(`the driver's JVM said what is not understood: ${z.prettifyError(parsed.error)}`)
}
