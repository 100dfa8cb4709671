import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { conflict, invalid, notFound } from '../api-error.ts'
import { required } from '../field-errors.ts'
import { isObject, objectsOf, valueAt } from '../json.ts'
import { timestampAt } from '../operations/api-context.ts'
import { deleteObject, parseDeleteOptions } from '../operations/delete.ts'
import { parseWriteOptions } from '../operations/write-options.ts'
import { podType } from '../resources/pod/pod.ts'
import type { Exchange } from './exchange.ts'
import { mediaTypeOf, parseObject, readBody } from './request-body.ts'
import { keyOfRequest, type RequestInfo } from './request-info.ts'
import { sendJson } from './respond.ts'

const BINDING = { ...podType, plural: 'pods/binding' }

const success = (exchange: Exchange): void =>
  sendJson(exchange.response, 201, exchange.accepted, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  })

/** `POST .../pods/x/binding`: puts a pod on a node, as a scheduler does. */
export const serveBinding = async (exchange: Exchange, info: RequestInfo): Promise<void> => {
  const { context, query, request } = exchange
  const options = parseWriteOptions(query, request.headers['user-agent'], 'CreateOptions')
  const body = parseObject(await readBody(request), mediaTypeOf(request), { kind: 'Binding' })
  const nodeName = valueAt(body, 'target.name')
  if (typeof nodeName !== 'string' || nodeName === '') {
    throw invalid({ group: '', kind: 'Binding' }, info.name, [required('target.name')])
  }
  const collection = context.store.of(podType)
  const pod = collection.get(keyOfRequest(info))
  if (pod === undefined) throw notFound(podType, info.name)
  const { spec } = pod as Pod
  const refuse = (why: string): Error => conflict(BINDING, info.name, `pod ${info.name} ${why}`)
  if (pod.metadata.deletionTimestamp !== undefined) throw refuse('is being deleted, cannot be assigned to a host')
  if (spec?.nodeName) throw refuse(`is already assigned to node "${spec.nodeName}"`)
  if ((spec?.schedulingGates ?? []).length > 0) throw refuse('has non-empty .spec.schedulingGates')
  const status = isObject(pod['status']) ? pod['status'] : {}
  const conditions = objectsOf(status['conditions']).filter((condition) => condition['type'] !== 'PodScheduled')
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: timestampAt(context.clock.now()),
  }
  if (!options.dryRun) {
    collection.put(keyOfRequest(info), {
      ...pod,
      spec: { ...(isObject(pod['spec']) ? pod['spec'] : {}), nodeName },
      status: { ...status, conditions: [...conditions, scheduled] },
    })
  }
  success(exchange)
}

const EVICTED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
} as const

/** Says in the pod's conditions who ends it: a write of its own, before the deletion. */
const announceEviction = ({ context }: Exchange, info: RequestInfo): void => {
  const collection = context.store.of(podType)
  const pod = collection.get(keyOfRequest(info))
  if (pod === undefined) throw notFound(podType, info.name)
  const status = isObject(pod['status']) ? pod['status'] : {}
  const others = objectsOf(status['conditions']).filter(({ type }) => type !== EVICTED.type)
  const conditions = [...others, { ...EVICTED, lastTransitionTime: timestampAt(context.clock.now()) }]
  collection.put(keyOfRequest(info), { ...pod, status: { ...status, conditions } })
}

/** `POST .../pods/x/eviction`: a delete that disruption budgets could refuse, of which there are none here. */
export const serveEviction = async (exchange: Exchange, info: RequestInfo): Promise<void> => {
  const { context, query, request } = exchange
  const body = parseObject(await readBody(request), mediaTypeOf(request), { kind: 'Eviction' })
  const asked = isObject(body['deleteOptions']) ? body['deleteOptions'] : undefined
  const options = parseDeleteOptions(asked, query)
  if (!options.dryRun) announceEviction(exchange, info)
  deleteObject(context, podType, keyOfRequest(info), options)
  success(exchange)
}
