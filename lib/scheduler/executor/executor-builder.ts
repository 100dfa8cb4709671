import type { PersistentVolumeClaim, Pod } from '../../ports/kubernetes-types.ts'
import type { ResourceProfile } from '../resource-profile.ts'

/** One executor as it is to be created. */
export interface ExecutorSpec {
  readonly pod: Pod
  /** Claims made on demand for it; the pod's volumes name them. */
  readonly claims: readonly PersistentVolumeClaim[]
}

/** The executor of this id: pure, so that it may be built again. */
export type BuildExecutor = (executorId: number, profile: ResourceProfile) => ExecutorSpec
