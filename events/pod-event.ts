import * as z from 'zod'

/** Source and detail types of what the pod-event-forwarder says on the bus. */
export const POD_EVENT = {
  source: 'sparkdrop.pods',
  driver: 'Driver Pod',
  executors: 'Executor Summary',
  heartbeat: 'Forwarder Heartbeat',
} as const

/** Labels and annotations that sparkdrop puts on what it creates. */
export const LABELS = {
  jobId: 'sparkdrop.dev/job-id',
  attempt: 'sparkdrop.dev/attempt',
  specHash: 'sparkdrop.dev/spec-hash',
} as const

const containerState = z.object({
  waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  running: z.object({ startedAt: z.string().nullish() }).optional(),
  terminated: z
    .object({
      exitCode: z.int(),
      signal: z.int().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      startedAt: z.string().nullish(),
      finishedAt: z.string().nullish(),
    })
    .optional(),
})

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean().optional(),
  restartCount: z.int().optional(),
  image: z.string().optional(),
  state: containerState.optional(),
  lastState: containerState.optional(),
})

/**
 * The part of a driver pod that says how its job does: names as in the Kubernetes API, so that a whole pod's JSON is a
 * valid value too (what is not named here is dropped on parsing).
 */
export const driverPodSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    resourceVersion: z.string().optional(),
    creationTimestamp: z.string().optional(),
    deletionTimestamp: z.string().optional(),
    deletionGracePeriodSeconds: z.int().optional(),
    finalizers: z.array(z.string()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.object({
    containers: z.array(z.object({ name: z.string() })),
    initContainers: z.array(z.object({ name: z.string(), restartPolicy: z.string().optional() })).optional(),
    restartPolicy: z.string().optional(),
    activeDeadlineSeconds: z.int().optional(),
    schedulingGates: z.array(z.object({ name: z.string() })).optional(),
    nodeName: z.string().optional(),
  }),
  status: z
    .object({
      phase: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      podIP: z.string().optional(),
      startTime: z.string().optional(),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
            lastTransitionTime: z.string().nullish(),
          }),
        )
        .optional(),
      containerStatuses: z.array(containerStatus).optional(),
      initContainerStatuses: z.array(containerStatus).optional(),
    })
    .optional(),
})

/** What Kubernetes last warned of about a driver pod that gets nowhere or is to end: a core/v1 Event, as far as it explains that. */
export const podWarningSchema = z.object({
  /** As the Event has it: FailedMount, FailedAttachVolume, FailedCreatePodSandBox, …, Evicted, Preempting. */
  reason: z.string(),
  message: z.string(),
  /** When it was last repeated: ISO 8601, UTC. */
  lastSeen: z.string(),
})

/** One change of a driver pod, seen by the forwarder of a cluster. */
export const driverPodEventSchema = z.object({
  version: z.literal(1),
  cluster: z.string(),
  /** DELETED: the pod is gone from the API server; `pod` is how it was last seen. */
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED']),
  pod: driverPodSchema,
  /** The last lines of the driver's log, where it has ended and left no termination message. */
  logTail: z.string().optional(),
  /** Why the pod gets nowhere, or ends, where nothing in it says so. Absent: none is known, or forwarders from before there were any. */
  warning: podWarningSchema.optional(),
  /** When the forwarder saw it: ISO 8601, UTC. */
  observedAt: z.string(),
})

/** How many executors of one application are in each phase; counts, not changes, so the latest one is the truth. */
export const executorSummarySchema = z.object({
  version: z.literal(1),
  cluster: z.string(),
  namespace: z.string(),
  sparkAppId: z.string(),
  jobId: z.string().optional(),
  pending: z.int().nonnegative(),
  running: z.int().nonnegative(),
  succeeded: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Executor pods that this application was ever seen to have running. */
  started: z.int().nonnegative(),
  observedAt: z.string(),
})

/** That the forwarder of a cluster is at work: sees all that it is to watch, and is heard on the bus. Once a minute. */
export const heartbeatSchema = z.object({
  version: z.literal(1),
  cluster: z.string(),
  observedAt: z.string(),
})

export type DriverPod = z.output<typeof driverPodSchema>
export type PodWarning = z.output<typeof podWarningSchema>
export type DriverPodEvent = z.output<typeof driverPodEventSchema>
export type ExecutorSummary = z.output<typeof executorSummarySchema>
export type Heartbeat = z.output<typeof heartbeatSchema>
