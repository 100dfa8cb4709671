import { isObject, type JsonObject, objectIn, objectsOf } from '../../json.ts'

const setDefault = (object: JsonObject, key: string, value: unknown): void => {
  object[key] ??= value
}

const setDefaults = (object: JsonObject, values: JsonObject): void => {
  for (const [key, value] of Object.entries(values)) setDefault(object, key, value)
}

const FILE_MODE = 0o644

const defaultFieldRefs = (items: unknown): void => {
  for (const item of objectsOf(items)) if (isObject(item['fieldRef'])) setDefault(item['fieldRef'], 'apiVersion', 'v1')
}

const defaultProjection = (source: JsonObject): void => {
  if (isObject(source['serviceAccountToken'])) setDefault(source['serviceAccountToken'], 'expirationSeconds', 3600)
  if (isObject(source['downwardAPI'])) defaultFieldRefs(source['downwardAPI']['items'])
}

const defaultVolume = (volume: JsonObject): void => {
  if (Object.keys(volume).every((key) => key === 'name')) volume['emptyDir'] = {}
  for (const source of ['configMap', 'secret', 'downwardAPI', 'projected']) {
    if (isObject(volume[source])) setDefault(volume[source], 'defaultMode', FILE_MODE)
  }
  if (isObject(volume['hostPath'])) setDefault(volume['hostPath'], 'type', '')
  if (isObject(volume['downwardAPI'])) defaultFieldRefs(volume['downwardAPI']['items'])
  if (isObject(volume['projected']))
    for (const source of objectsOf(volume['projected']['sources'])) defaultProjection(source)
  const template = isObject(volume['ephemeral']) ? volume['ephemeral']['volumeClaimTemplate'] : undefined
  if (isObject(template) && isObject(template['spec'])) setDefault(template['spec'], 'volumeMode', 'Filesystem')
}

const defaultProbe = (probe: unknown): void => {
  if (!isObject(probe)) return
  setDefaults(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 })
  if (isObject(probe['httpGet'])) setDefaults(probe['httpGet'], { path: '/', scheme: 'HTTP' })
  if (isObject(probe['grpc'])) setDefault(probe['grpc'], 'service', '')
}

/** An image without a tag, or with the tag `latest`, may change under its name. */
const pullPolicyFor = (image: unknown): string => {
  const name = String(image ?? '')
  if (name.includes('@')) return 'IfNotPresent'
  const tag = /:([^/:]+)$/.exec(name)?.[1] ?? 'latest'
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

const defaultResources = (container: JsonObject): void => {
  const resources = objectIn(container, 'resources')
  if (isObject(resources['limits'])) {
    const requests = objectIn(resources, 'requests')
    setDefaults(requests, resources['limits'])
  }
}

const defaultContainer = (container: JsonObject, hostNetwork: boolean): void => {
  setDefaults(container, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicyFor(container['image']),
  })
  defaultResources(container)
  for (const port of objectsOf(container['ports'])) {
    setDefault(port, 'protocol', 'TCP')
    if (hostNetwork) setDefault(port, 'hostPort', port['containerPort'])
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) defaultProbe(container[probe])
  for (const variable of objectsOf(container['env'])) {
    const source = variable['valueFrom']
    if (!isObject(source)) continue
    if (isObject(source['fieldRef'])) setDefault(source['fieldRef'], 'apiVersion', 'v1')
    if (isObject(source['resourceFieldRef'])) setDefault(source['resourceFieldRef'], 'divisor', '0')
  }
}

/** What v1 gives a pod spec that says nothing else; templates of pods get it too, except for `enableServiceLinks`. */
export const defaultPodSpec = (spec: JsonObject): void => {
  setDefaults(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  })
  const account = spec['serviceAccountName'] ?? spec['serviceAccount']
  if (account !== undefined) setDefaults(spec, { serviceAccountName: account, serviceAccount: account })
  for (const volume of objectsOf(spec['volumes'])) defaultVolume(volume)
  const containers = [...objectsOf(spec['initContainers']), ...objectsOf(spec['containers'])]
  for (const container of containers) defaultContainer(container, spec['hostNetwork'] === true)
}

export const defaultPod = (draft: JsonObject): void => {
  const spec = objectIn(draft, 'spec')
  defaultPodSpec(spec)
  setDefault(spec, 'enableServiceLinks', true)
  setDefault(objectIn(draft, 'status'), 'phase', 'Pending')
}
