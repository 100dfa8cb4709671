/** Somebody, and what he would do. */
export interface Access {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  /** Empty for the core group. */
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace: string
  readonly name?: string
}

/**
 * A cluster, looked at with the rights of whoever asks. Both methods throw `NotPermittedError` where these do not reach,
 * `KubernetesError` for any other refusal, and `TransientError` where the API server does not answer.
 */
export interface ClusterLook {
  /** What the person calls it. */
  readonly name: string
  readonly url: string
  /** What is there, or undefined where nothing is. */
  get<T>(path: string): Promise<T | undefined>
  /** Whether the API server would let him: asked by SubjectAccessReview, and nothing is done. */
  may(access: Access): Promise<boolean>
}
