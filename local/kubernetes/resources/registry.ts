import { configMapType } from './config-map.ts'
import { eventType } from './event.ts'
import { leaseType } from './lease.ts'
import { namespaceType } from './namespace.ts'
import { nodeType } from './node.ts'
import { persistentVolumeClaimType } from './persistent-volume-claim.ts'
import { podType } from './pod/pod.ts'
import type { ResourceType } from './resource-type.ts'
import { roleBindingType, roleType } from './roles.ts'
import { secretType } from './secret.ts'
import { serviceType } from './service.ts'
import { serviceAccountType } from './service-account.ts'
import { statefulSetType } from './stateful-set.ts'

/** Every kind that the API server serves. */
export const RESOURCES: readonly ResourceType[] = [
  configMapType,
  eventType,
  namespaceType,
  nodeType,
  persistentVolumeClaimType,
  podType,
  secretType,
  serviceAccountType,
  serviceType,
  statefulSetType,
  leaseType,
  roleBindingType,
  roleType,
]

export const findResource = (group: string, version: string, plural: string): ResourceType | undefined =>
  RESOURCES.find((type) => type.group === group && type.version === version && type.plural === plural)

export const hasGroupVersion = (group: string, version: string): boolean =>
  RESOURCES.some((type) => type.group === group && type.version === version)

export const findKind = (group: string, version: string, kind: string): ResourceType | undefined =>
  RESOURCES.find((type) => type.group === group && type.version === version && type.kind === kind)
