import type { Container, Pod, PodSpec, Volume } from '../../../../lib/ports/kubernetes-types.ts'
import { forbidden } from '../../api-error.ts'
import type { ApiObject } from '../../api-object.ts'
import type { WriteContext } from '../resource-type.ts'

export const SERVICE_ACCOUNT_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'
export const ROOT_CA_CONFIG_MAP = 'kube-root-ca.crt'

const subject = { group: '', plural: 'pods', kind: 'Pod' }

/** Ours is the kubelet's default lifetime of a token, plus the seven seconds by which the real one tells it apart. */
const TOKEN_SECONDS = 3607

const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: ROOT_CA_CONFIG_MAP, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 0o644,
  },
})

const mountsToken = (container: Container): boolean =>
  (container.volumeMounts ?? []).some(({ mountPath }) => mountPath === SERVICE_ACCOUNT_MOUNT)

const mountToken = (spec: PodSpec, context: WriteContext): void => {
  const without = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(
    (container) => !mountsToken(container),
  )
  if (without.length === 0) return
  const name = `kube-api-access-${context.randomSuffix()}`
  for (const container of without) {
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name, readOnly: true, mountPath: SERVICE_ACCOUNT_MOUNT },
    ]
  }
  spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)]
}

const admitServiceAccount = (pod: Pod, spec: PodSpec, context: WriteContext): void => {
  spec.serviceAccountName ??= 'default'
  spec.serviceAccount = spec.serviceAccountName
  const account = context.find('serviceaccounts', context.namespace, spec.serviceAccountName)
  if (account === undefined) {
    const name = spec.serviceAccountName
    const why = `error looking up service account ${context.namespace}/${name}: serviceaccount "${name}" not found`
    throw forbidden(subject, pod.metadata?.name ?? '', why)
  }
  const automount = spec.automountServiceAccountToken ?? account['automountServiceAccountToken']
  if (automount !== false) mountToken(spec, context)
  const secrets = account['imagePullSecrets'] as PodSpec['imagePullSecrets']
  if (spec.imagePullSecrets === undefined && secrets !== undefined) spec.imagePullSecrets = [...secrets]
}

const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

const admitPriority = (pod: Pod, spec: PodSpec): void => {
  const name = spec.priorityClassName
  const priority = name === undefined ? 0 : SYSTEM_PRIORITIES[name]
  if (priority === undefined) {
    throw forbidden(subject, pod.metadata?.name ?? '', `no PriorityClass with name ${name} was found`)
  }
  spec.priority = priority
  spec.preemptionPolicy ??= 'PreemptLowerPriority'
}

const TOLERATED_SECONDS = 300

const admitTolerations = (spec: PodSpec): void => {
  for (const trouble of ['not-ready', 'unreachable']) {
    const key = `node.kubernetes.io/${trouble}`
    const tolerated = (spec.tolerations ?? []).some(
      (toleration) =>
        (toleration.key === key || toleration.key === undefined) &&
        (toleration.effect === 'NoExecute' || toleration.effect === undefined),
    )
    if (tolerated) continue
    const added = { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: TOLERATED_SECONDS }
    spec.tolerations = [...(spec.tolerations ?? []), added]
  }
}

/** What the admission plugins keep up on updates: who replaces a pod need not know what was added to it. */
export const readmitPod = (draft: ApiObject, current: ApiObject): void => {
  const spec = (draft as Pod).spec as PodSpec
  const old = (current as Pod).spec as PodSpec
  if (old.priority !== undefined) spec.priority ??= old.priority
  if (old.preemptionPolicy !== undefined) spec.preemptionPolicy ??= old.preemptionPolicy
  admitTolerations(spec)
}

/** What the ServiceAccount, Priority and DefaultTolerationSeconds admission plugins do to a new pod. */
export const admitPod = (draft: ApiObject, context: WriteContext): void => {
  const pod = draft as Pod
  const spec = pod.spec as PodSpec
  admitServiceAccount(pod, spec, context)
  admitPriority(pod, spec)
  admitTolerations(spec)
}
