import type { Pod, PodSpec } from '../../../../lib/ports/kubernetes-types.ts'
import type { ApiObject } from '../../api-object.ts'
import { podColumns } from '../columns/pod-columns.ts'
import { changesSpec } from '../generation.ts'
import type { ResourceType, WriteContext } from '../resource-type.ts'
import { admitPod, readmitPod } from './pod-admission.ts'
import { defaultPod } from './pod-defaults.ts'
import { podUpdateCauses } from './pod-update.ts'
import { podCauses } from './pod-validation.ts'
import { qualityOfService } from './quality-of-service.ts'

const specOf = (object: ApiObject): PodSpec => (object as Pod).spec ?? { containers: [] }

const prepareCreate = (draft: ApiObject, { timestamp }: WriteContext): void => {
  const spec = specOf(draft)
  draft['status'] = {
    phase: 'Pending',
    qosClass: qualityOfService(spec),
    ...((spec.schedulingGates ?? []).length === 0
      ? {}
      : {
          conditions: [
            {
              type: 'PodScheduled',
              status: 'False',
              lastTransitionTime: timestamp,
              reason: 'SchedulingGated',
              message: 'Scheduling is blocked due to non-empty scheduling gates',
            },
          ],
        }),
  }
}

/** The two fields are one; what a client wrote to the older name counts. */
const mirrorServiceAccount = (draft: ApiObject): void => {
  const spec = specOf(draft)
  if (spec.serviceAccountName !== undefined) spec.serviceAccount = spec.serviceAccountName
}

/**
 * A pod that no node runs, or that has ended, goes at once; another one waits for its kubelet, for the grace period
 * that was asked for or else its own.
 */
const gracePeriod = (object: ApiObject, asked: number | undefined): number => {
  const pod = object as Pod
  const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
  if (!pod.spec?.nodeName || ended) return 0
  return Math.max(0, asked ?? pod.spec.terminationGracePeriodSeconds ?? 30)
}

export const podType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
  nameRule: 'subdomain',
  selectableFields: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  subresources: ['status', 'binding', 'log', 'eviction'],
  columns: podColumns,
  countsGenerations: true,
  returnsDeleted: true,
  gracePeriod,
  defaults: (draft) => {
    defaultPod(draft)
    mirrorServiceAccount(draft)
  },
  admit: admitPod,
  prepareCreate,
  prepareUpdate: (draft, current) => {
    readmitPod(draft, current)
    changesSpec(draft, current)
  },
  validate: podCauses,
  validateUpdate: podUpdateCauses,
}
