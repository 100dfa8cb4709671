/** What an executor of a profile gets of one resource. */
export interface ExecutorResource {
  /** A count; MiB for memory. */
  readonly amount: number
  readonly discoveryScript?: string
  readonly vendor?: string
}

/** What a task of a profile takes of one resource. */
export interface TaskResource {
  readonly amount: number
}

/**
 * What the executors of some stages have to have, as Spark's ResourceProfile says it. Executor resources are `cores`,
 * `memory`, `memoryOverhead`, `pyspark.memory` and `offHeap`, and devices by their names; what is not there is as the
 * conf has it, but for devices.
 */
export interface ResourceProfile {
  /** 0 is the default profile's. */
  readonly id: number
  readonly executorResources: Readonly<Record<string, ExecutorResource>>
  readonly taskResources: Readonly<Record<string, TaskResource>>
}

/** The id of the profile that the conf itself describes. */
export const DEFAULT_PROFILE_ID = 0

/** The profile that the conf itself describes: its resources are read from there. */
export const DEFAULT_PROFILE: ResourceProfile = { id: DEFAULT_PROFILE_ID, executorResources: {}, taskResources: {} }
