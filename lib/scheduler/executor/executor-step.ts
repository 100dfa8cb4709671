import type { PersistentVolumeClaim } from '../../ports/kubernetes-types.ts'
import type { PodStep } from '../../spark-pod/pod-step.ts'
import type { ResourceProfile } from '../resource-profile.ts'
import type { ExecutorResources } from './executor-resources.ts'
import type { SparkApplication } from './spark-application.ts'

/** What the executors of one profile have in common. */
export interface ExecutorGroup extends SparkApplication {
  readonly profile: ResourceProfile
  readonly resources: ExecutorResources
  /** The beginning of the names of all executor pods. */
  readonly namePrefix: string
}

/** What one concern adds to one executor. */
export interface ExecutorStepResult extends Pick<PodStep, 'configurePod'> {
  /** Claims to be made for it. */
  readonly claims?: readonly PersistentVolumeClaim[]
}

/**
 * What one concern adds to executors: first for all of a profile, which is where the conf is read and checked, then for
 * each by its id. Pure; throws InvalidJobError where the conf cannot be fulfilled.
 */
export type ExecutorStep = (group: ExecutorGroup) => (executorId: string) => ExecutorStepResult
