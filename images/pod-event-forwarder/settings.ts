import * as z from 'zod'
import { readSettings } from '../../lib/system/read-settings.ts'

const port = z.coerce.number().int().min(0).max(65_535)

/** The forwarder's environment. Empty variables count as absent. */
const settingsSchema = z.object({
  /** How the cluster is called in events. */
  CLUSTER_NAME: z.string(),
  /** Name or ARN of the bus. */
  EVENT_BUS: z.string(),
  /** Names with commas between them; absent: all namespaces. */
  NAMESPACES: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .optional(),
  /** An API server without TLS and sign-in, such as a local one. */
  KUBERNETES_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Files with colons between them, as kubectl has it; absent, as is KUBERNETES_URL: the pod's service account. */
  KUBECONFIG: z.string().optional(),
  KUBECONFIG_CONTEXT: z.string().optional(),
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: z.string().optional(),
  /** Where the lease is; absent: no leadership, this is the only forwarder. */
  LEASE_NAMESPACE: z.string().optional(),
  /** This replica's name; the pod's, in a pod. */
  HOSTNAME: z.string().optional(),
  PROBE_PORT: port.optional(),
  PROBE_HOST: z.string().default('0.0.0.0'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
})

export type ForwarderSettings = z.output<typeof settingsSchema>

/** Reads the settings. Throws an Error that names every variable that is missing or wrong. */
export const readForwarderSettings = (environment: NodeJS.ProcessEnv): ForwarderSettings =>
  readSettings(settingsSchema, environment)
