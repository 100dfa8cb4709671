import type { ConfigMap, Secret } from '../ports/kubernetes-types.ts'

/** A configmap that nobody changes under a running application. */
export const immutableConfigMap = (name: string, data: Readonly<Record<string, string>>): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  immutable: true,
  data,
})

/** A secret that nobody changes under a running application; its values are in base64. */
export const immutableSecret = (name: string, data: Readonly<Record<string, string>>): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  immutable: true,
  data,
})
