import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { watchObjects } from '../../lib/kubernetes/watch-objects.ts'
import type { ConfigMap, Secret } from '../../lib/ports/kubernetes-types.ts'

export type ReferencedKind = 'configmaps' | 'secrets' | 'persistentvolumeclaims'

const SINGULAR = {
  configmaps: 'configmap',
  secrets: 'secret',
  persistentvolumeclaims: 'persistentvolumeclaim',
} as const

/** Something a pod refers to is not there, or not all of it: it can appear later. */
export class MissingReferenceError extends SparkdropError {
  readonly kind: ReferencedKind
  readonly objectName: string
  /** The version that lacks something; undefined where there is no object at all. */
  readonly version: string | undefined

  constructor(kind: ReferencedKind, name: string, message: string, version?: string) {
    super('MISSING_REFERENCE', message, true)
    this.kind = kind
    this.objectName = name
    this.version = version
  }
}

interface KeyedEntry {
  readonly data: Buffer
  /** True for plain text of a configmap, false for what is only known as bytes. */
  readonly text: boolean
}

/** ConfigMap and Secret alike: bytes by key. */
export interface KeyedData {
  readonly entries: ReadonlyMap<string, KeyedEntry>
  readonly version: string | undefined
}

/** Reads what the pods of one namespace refer to. */
export class References {
  readonly #api: RestClient
  readonly #namespace: string

  constructor(api: RestClient, namespace: string) {
    this.#api = api
    this.#namespace = namespace
  }

  /** @throws MissingReferenceError where there is no such object */
  async get<T>(kind: ReferencedKind, name: string): Promise<T> {
    try {
      return await this.#api.json<T>({ method: 'GET', path: namespacedPath(CORE, this.#namespace, kind, name) })
    } catch (error) {
      if (!isKubernetesStatus(error, 404)) throw error
      throw new MissingReferenceError(kind, name, `${SINGULAR[kind]} "${name}" not found`)
    }
  }

  /** The data of a configmap or secret; only text of a configmap may hold paths. @throws MissingReferenceError */
  async data(kind: 'configmaps' | 'secrets', name: string): Promise<KeyedData> {
    const object = await this.get<ConfigMap & Secret>(kind, name)
    const plain = kind === 'configmaps' ? (object.data ?? {}) : {}
    const encoded = (kind === 'configmaps' ? object.binaryData : object.data) ?? {}
    const entries = new Map<string, KeyedEntry>([
      ...Object.entries(plain).map(([key, value]) => [key, { data: Buffer.from(value), text: true }] as const),
      ...Object.entries(encoded).map(
        ([key, value]) => [key, { data: Buffer.from(value, 'base64'), text: false }] as const,
      ),
    ])
    return { entries, version: object.metadata?.resourceVersion }
  }

  /** Resolves when the object that was missing is there, or another version of it. */
  async changed({ kind, objectName, version }: MissingReferenceError, signal: AbortSignal): Promise<void> {
    const query = {
      fieldSelector: `metadata.name=${objectName}`,
      timeoutSeconds: '300',
      ...(version ? { resourceVersion: version } : {}),
    }
    const path = namespacedPath(CORE, this.#namespace, kind)
    for await (const { type } of watchObjects(this.#api, { path, query, signal }))
      if (type === 'ADDED' || type === 'MODIFIED') return
  }

  /** A token for a service account, or undefined where the API server gives none. */
  async token(serviceAccount: string, expirationSeconds: number, audience?: string): Promise<string | undefined> {
    const spec = { expirationSeconds, ...(audience ? { audiences: [audience] } : {}) }
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec }
    const path = `${namespacedPath(CORE, this.#namespace, 'serviceaccounts', serviceAccount)}/token`
    try {
      const { status } = await this.#api.json<{ status: { token: string } }>({ method: 'POST', path, body })
      return status.token
    } catch (error) {
      if (isKubernetesStatus(error, 404) || isKubernetesStatus(error, 405)) return undefined
      throw error
    }
  }
}
