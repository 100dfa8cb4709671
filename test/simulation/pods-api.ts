import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import type { HttpRequest, HttpResponse } from '../../lib/kubernetes/http-transport.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import { matchesSelector } from '../fakes/label-selector.ts'
import { answerOf, statusOf } from './api-answer.ts'

const PATH = /^\/api\/v1(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<kind>[^/]+)(?:\/(?<name>[^/]+))?(?<log>\/log)?$/

interface Target {
  readonly namespace: string | undefined
  readonly name: string | undefined
}

const fieldsFit = (selector: string, { status }: Pod): boolean =>
  selector.split(',').every((term) => {
    const [, unequal, phase] = /^status\.phase(!?)=(.+)$/.exec(term) ?? []
    return phase === undefined || (phase === status?.phase) === (unequal === '')
  })

/** What an API server answers about pods; of everything else there is none. */
export class PodsApi {
  readonly #cluster: InMemoryCluster

  constructor(cluster: InMemoryCluster) {
    this.#cluster = cluster
  }

  /** @param isBlind whether lists come back empty */
  async answer(request: HttpRequest, url: URL, isBlind: boolean): Promise<HttpResponse> {
    const { kind, namespace, name, log } = PATH.exec(url.pathname)?.groups ?? {}
    if (kind !== 'pods') return name ? statusOf(404, 'NotFound', url.pathname) : this.#list([])
    const target = { namespace, name }
    try {
      if (log) return answerOf(200, (await this.#cluster.podLog(namespace ?? '', name ?? '')) ?? '')
      if (request.method === 'POST') return answerOf(201, await this.#cluster.createPod(JSON.parse(request.body ?? '')))
      if (request.method === 'PATCH') return this.#label(target, JSON.parse(request.body ?? ''))
      if (request.method === 'DELETE') return await this.#delete(target, JSON.parse(request.body ?? '{}'), url)
      return name ? this.#get(target) : this.#list(isBlind ? [] : this.#select(target, url))
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error
      const { code, reason = '', message = '' } = error.status
      return statusOf(code, reason, message)
    }
  }

  #select({ namespace }: Target, { searchParams }: URL): readonly Pod[] {
    const labels = searchParams.get('labelSelector') ?? ''
    const fields = searchParams.get('fieldSelector') ?? ''
    return [...this.#cluster.shownPods].filter(
      (pod) =>
        (namespace === undefined || pod.metadata?.namespace === namespace) &&
        matchesSelector(labels, pod.metadata?.labels) &&
        fieldsFit(fields, pod),
    )
  }

  #list(items: readonly Pod[]): HttpResponse {
    return answerOf(200, { kind: 'List', metadata: { resourceVersion: String(this.#cluster.version) }, items })
  }

  #find({ namespace, name }: Target): Pod | undefined {
    for (const pod of this.#cluster.shownPods)
      if (pod.metadata?.name === name && pod.metadata?.namespace === namespace) return pod
    return undefined
  }

  #get(target: Target): HttpResponse {
    const pod = this.#find(target)
    return pod ? answerOf(200, pod) : statusOf(404, 'NotFound', `pods "${target.name}" not found`)
  }

  async #delete(
    target: Target,
    { preconditions, gracePeriodSeconds }: { preconditions?: { uid: string }; gracePeriodSeconds?: number },
    url: URL,
  ): Promise<HttpResponse> {
    const found = target.name === undefined ? this.#select(target, url) : [this.#find(target)].filter((pod) => !!pod)
    if (target.name !== undefined && found.length === 0) return statusOf(404, 'NotFound', 'no such pod')
    const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }
    for (const { metadata = {} } of found) {
      const uid = preconditions?.uid ?? metadata.uid ?? ''
      const done = await this.#cluster.deletePod(metadata.namespace ?? '', metadata.name ?? '', { uid, ...grace })
      if (!done && target.name !== undefined) return statusOf(409, 'Conflict', 'the uid is another')
    }
    return answerOf(200, {})
  }

  #label(target: Target, { metadata }: Pod): HttpResponse {
    const pod = this.#find(target)
    if (!pod) return statusOf(404, 'NotFound', 'no such pod')
    if (metadata?.uid !== pod.metadata?.uid) return statusOf(409, 'Conflict', 'the uid is another')
    const { namespace = '', name = '' } = target
    return answerOf(
      200,
      this.#cluster.updatePod(namespace, name, (changed) => {
        changed.metadata = { ...changed.metadata, labels: { ...changed.metadata?.labels, ...metadata?.labels } }
      }),
    )
  }
}
