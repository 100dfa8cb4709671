import * as z from 'zod'

/** How many jobs of a namespace may run at once. Throws `TransientError` where the settings cannot be read. */
export interface NamespaceLimits {
  /** Undefined: as many as there are. */
  runningJobs(namespace: string): Promise<number | undefined>
}

const runningJobs = z.int().positive().max(1000)

/** Running jobs at once: of the namespaces that are named, and of any other. */
export const runningJobsSchema = z.strictObject({
  default: runningJobs.optional(),
  namespaces: z.record(z.string(), runningJobs).default({}),
})

export type RunningJobs = z.output<typeof runningJobsSchema>

/** The limits of the stack's settings. */
export const namespaceLimits = (settings: RunningJobs): NamespaceLimits => ({
  runningJobs: async (namespace) =>
    Object.hasOwn(settings.namespaces, namespace) ? settings.namespaces[namespace] : settings.default,
})
