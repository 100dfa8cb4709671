import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pluralOf } from '../../lib/kubernetes/resource-path.ts'
import type { KubernetesObject, Pod } from '../../lib/ports/kubernetes-types.ts'
import type { FailRule, RecordedRequest } from './oracle.ts'

export interface RecordingApiServer {
  /** `host:port`. */
  readonly address: string
  readonly requests: readonly RecordedRequest[]
  readonly reads: readonly RecordedRequest[]
  /** What there is now, by path. */
  readonly objects: ReadonlyMap<string, KubernetesObject>
  [Symbol.asyncDispose](): Promise<void>
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

const CREATED_AT = '2020-01-01T00:00:00Z'

const failure = (code: number, reason: string, message: string): Answer => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
})

const namespaceOf = (path: string): string => /\/namespaces\/([^/]+)\//.exec(path)?.[1] ?? 'default'

/** The object as a server keeps it: with a uid, a time and its namespace. */
const stored = (object: KubernetesObject, path: string): KubernetesObject => ({
  ...object,
  metadata: { uid: randomUUID(), creationTimestamp: CREATED_AT, namespace: namespaceOf(path), ...object.metadata },
})

/** What can be listed. */
const LISTS: Readonly<Record<string, string>> = {
  pods: 'PodList',
  persistentvolumeclaims: 'PersistentVolumeClaimList',
}

const pathOf = ({ kind = '', metadata }: KubernetesObject): string =>
  `/api/v1/namespaces/${metadata?.namespace}/${pluralOf(kind)}/${metadata?.name}`

const matches = ({ metadata }: KubernetesObject, selector: string): boolean =>
  selector.split(',').every((term) => {
    const [key = '', value] = term.split(/!?=/)
    return (metadata?.labels?.[key] === value) !== term.includes('!=')
  })

/** What is there by its name, and what is not, as an API server tells them apart. */
class Objects extends Map<string, KubernetesObject> {
  create(path: string, object: KubernetesObject): Answer {
    const at = `${path}/${object.metadata?.name}`
    if (this.has(at)) {
      return failure(409, 'AlreadyExists', `${path.split('/').pop()} "${object.metadata?.name}" already exists`)
    }
    const kept = stored(object, path)
    this.set(at, kept)
    return { status: 201, body: kept }
  }

  patch(path: string, object: KubernetesObject, contentType: string): Answer {
    const before = this.get(path)
    const isApply = contentType.includes('apply-patch')
    if (before === undefined && !isApply) return failure(404, 'NotFound', `${path} not found`)
    // The only other patch of a submitter is the one that opens its scheduling gate.
    const after = isApply ? stored(object, path) : withoutGates(before as Pod)
    this.set(path, after)
    return { status: before === undefined ? 201 : 200, body: after }
  }

  read(path: string, selector: string | null): Answer {
    const listKind = LISTS[path.split('/').pop() ?? '']
    if (listKind !== undefined) {
      const items = this.#selected(path, selector).map(([, object]) => object)
      return { status: 200, body: { kind: listKind, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items } }
    }
    const found = this.get(path)
    return found === undefined ? failure(404, 'NotFound', `${path} not found`) : { status: 200, body: found }
  }

  remove(path: string, selector: string | null): Answer {
    if (selector !== null) {
      for (const [at] of this.#selected(path, selector)) this.delete(at)
      return { status: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } }
    }
    const found = this.get(path)
    this.delete(path)
    return found === undefined ? failure(404, 'NotFound', `${path} not found`) : { status: 200, body: found }
  }

  #selected(path: string, selector: string | null): [string, KubernetesObject][] {
    return [...this].filter(
      ([at, object]) =>
        (at.startsWith(`${path}/`) || (path === '/api/v1/pods' && /\/pods\//.test(at))) &&
        (selector === null || matches(object, selector)),
    )
  }
}

const withoutGates = ({ spec, ...pod }: Pod): Pod => {
  const { schedulingGates: _, ...rest } = spec ?? { containers: [] }
  return { ...pod, spec: rest }
}

/** An API server that takes down what it is asked, does as it is told, and refuses what the rules say. */
export async function startRecordingApiServer(
  preset: readonly KubernetesObject[] = [],
  fail: readonly FailRule[] = [],
): Promise<RecordingApiServer> {
  const objects = new Objects(preset.map((object) => [pathOf(object), stored(object, `${pathOf(object)}`)]))
  const requests: RecordedRequest[] = []
  const reads: RecordedRequest[] = []

  const answerTo = (method: string, url: URL, body: unknown, contentType: string): Answer => {
    const path = url.pathname
    const rule = fail.find((one) => one.method === method && new RegExp(one.path).test(path))
    if (rule) return failure(rule.code, rule.reason ?? '', rule.message ?? '')
    if (method === 'POST') return objects.create(path, body as KubernetesObject)
    if (method === 'PATCH') return objects.patch(path, body as KubernetesObject, contentType)
    if (method === 'DELETE') return objects.remove(path, url.searchParams.get('labelSelector'))
    return objects.read(path, url.searchParams.get('labelSelector'))
  }

  const exchange = async (request: IncomingMessage): Promise<Answer> => {
    const { method = 'GET', headers } = request
    const url = new URL(request.url ?? '/', 'http://server')
    const content = await text(request)
    const body: unknown = content === '' ? undefined : JSON.parse(content)
    const contentType = headers['content-type'] ?? ''
    const answer = answerTo(method, url, body, contentType)
    const query = Object.fromEntries(url.searchParams)
    const recorded = {
      method,
      path: url.pathname,
      ...(Object.keys(query).length === 0 ? {} : { query }),
      ...(method === 'PATCH' ? { contentType } : {}),
      ...(body === undefined ? {} : { body }),
      ...(answer.status >= 400 ? { answered: answer.status } : {}),
    }
    ;(method === 'GET' ? reads : requests).push(recorded)
    return answer
  }

  const server = createServer((request, response) => {
    // Nothing ever happens here by itself, so that a watch has nothing to say.
    if (/[?&]watch=/.test(request.url ?? '')) {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      return
    }
    void exchange(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    reads,
    objects,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
