import type { Access, ClusterLook } from '../cli/doctor/cluster-look.ts'
import { isKubernetesStatus } from '../errors/kubernetes-error.ts'
import { NotPermittedError } from '../errors/not-permitted-error.ts'
import type { RestClient } from './rest-client.ts'

const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
const DENIED = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/

/** The right that is missing, as a Role would have it. */
function missingRight(message: string, otherwise: string): string {
  const [, verb, resource, group, namespace] = DENIED.exec(message) ?? []
  if (verb === undefined) return otherwise
  return `${verb} ${resource}${group ? `.${group}` : ''}${namespace === undefined ? '' : ` in namespace ${namespace}`}`
}

/** A cluster by requests that only read, and by reviews, which change nothing. */
export class RestClusterLook implements ClusterLook {
  readonly name: string
  readonly #client: RestClient

  constructor(name: string, client: RestClient) {
    this.name = name
    this.#client = client
  }

  get url(): string {
    return this.#client.url
  }

  async get<T>(path: string): Promise<T | undefined> {
    try {
      return await this.#permitted(`get ${path}`, () => this.#client.json<T>({ method: 'GET', path }))
    } catch (error) {
      if (isKubernetesStatus(error, 404)) return undefined
      throw error
    }
  }

  async may({ user, groups, ...what }: Access): Promise<boolean> {
    const { group, resource, subresource, verb, namespace, name } = what
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, groups, resourceAttributes: { group, resource, subresource, verb, namespace, name } },
    }
    const review = await this.#permitted('create subjectaccessreviews.authorization.k8s.io', () =>
      this.#client.json<{ status?: { allowed?: boolean } }>({ method: 'POST', path: REVIEWS, body }),
    )
    return review.status?.allowed === true
  }

  async #permitted<T>(right: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (isKubernetesStatus(error, 403) || isKubernetesStatus(error, 401))
        throw new NotPermittedError(missingRight(error.message, right), error.message, error)
      throw error
    }
  }
}
