/** What an executor of a profile gets of one resource. */
export interface ExecutorResource {
  readonly amount: number
  readonly discoveryScript?: string
  readonly vendor?: string
}

/** What a task of a profile takes of one resource. */
export interface TaskResource {
  readonly amount: number
}

/** What the executors of some stages have to have, as Spark's ResourceProfile says it. */
export interface ResourceProfile {
  /** 0 is the default profile's. */
  readonly id: number
  readonly executorResources: Readonly<Record<string, ExecutorResource>>
  readonly taskResources: Readonly<Record<string, TaskResource>>
}

/** The id of the profile that the conf itself describes. */
export const DEFAULT_PROFILE_ID = 0
