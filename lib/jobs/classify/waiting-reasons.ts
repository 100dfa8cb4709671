import type { JobReason } from '../../../events/job-state.ts'

/** Why a kubelet does not start a container; what is not named here (ContainerCreating, PodInitializing) is the usual way. */
export const WAITING_REASONS: Readonly<Record<string, JobReason>> = {
  ErrImagePull: 'IMAGE',
  ImagePullBackOff: 'IMAGE',
  ErrImageNeverPull: 'IMAGE',
  InvalidImageName: 'IMAGE',
  ImageInspectError: 'IMAGE',
  RegistryUnavailable: 'IMAGE',
  SignatureValidationFailed: 'IMAGE',
  CreateContainerConfigError: 'CONFIG',
  CreateContainerError: 'CONFIG',
  RunContainerError: 'CONFIG',
  PreCreateHookError: 'CONFIG',
  PreStartHookError: 'CONFIG',
  PostStartHookError: 'CONFIG',
  CrashLoopBackOff: 'CONFIG',
}

/** What only an Event says of a pod that does not start; an event that is not named here clears what came before it. */
export const POD_EVENT_REASONS: Readonly<Record<string, JobReason>> = {
  FailedMount: 'CONFIG',
  FailedMapVolume: 'CONFIG',
  FailedAttachVolume: 'CONFIG',
  FailedScheduling: 'UNSCHEDULABLE',
  FailedPrepareDynamicResources: 'UNSCHEDULABLE',
  FailedCreatePodSandBox: 'UNSCHEDULABLE',
  NetworkNotReady: 'UNSCHEDULABLE',
}

/** What an Event says of a container that does not start, some time before the pod's status does. */
export const CONTAINER_EVENT_REASONS: Readonly<Record<string, JobReason>> = {
  InspectFailed: 'IMAGE',
  ErrImageNeverPull: 'IMAGE',
  Failed: 'CONFIG',
  BackOff: 'CONFIG',
}
