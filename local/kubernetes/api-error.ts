import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'

export interface StatusCause {
  readonly reason: string
  readonly message: string
  /** Absent where the cause is no field of an object. */
  readonly field?: string
}

export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

/** The body of an answer that is no object: what went wrong, or that a delete is done. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: { readonly continue?: string }
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: StatusDetails
  readonly code?: number
}

/** A resource as errors name it. */
export interface ErrorSubject {
  readonly group: string
  readonly plural: string
  readonly kind: string
}

/** A request that is answered with a `Status` of failure, worded as the kube-apiserver words it. */
export class ApiError extends SparkdropError {
  readonly status: Status & { readonly code: number }

  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    details?: StatusDetails,
    continueToken?: string,
  ) {
    super(`KUBERNETES_${code}`, message, false)
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: continueToken === undefined ? {} : { continue: continueToken },
      status: 'Failure',
      message,
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    }
  }
}

const qualified = (name: string, group: string): string => (group === '' ? name : `${name}.${group}`)

const named = (subject: ErrorSubject, name: string, kind: string): StatusDetails => ({
  ...(name === '' ? {} : { name }),
  ...(subject.group === '' ? {} : { group: subject.group }),
  kind,
})

export const notFound = (subject: ErrorSubject, name: string): ApiError =>
  new ApiError(
    404,
    'NotFound',
    `${qualified(subject.plural, subject.group)} "${name}" not found`,
    named(subject, name, subject.plural),
  )

/** A path that leads to no resource at all. */
export const unknownResource = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {})

export const alreadyExists = (subject: ErrorSubject, name: string): ApiError =>
  new ApiError(
    409,
    'AlreadyExists',
    `${qualified(subject.plural, subject.group)} "${name}" already exists`,
    named(subject, name, subject.plural),
  )

/** `kind` is what the message calls it: the plural as a rule, the kind where a precondition failed. */
export const conflict = (subject: ErrorSubject, name: string, why: string, kind = subject.plural): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(kind, subject.group)} "${name}": ${why}`,
    named(subject, name, kind),
  )

export const modified = (subject: ErrorSubject, name: string): ApiError =>
  conflict(subject, name, 'the object has been modified; please apply your changes to the latest version and try again')

export const forbidden = (
  subject: ErrorSubject,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): ApiError =>
  new ApiError(403, 'Forbidden', `${qualified(subject.plural, subject.group)} "${name}" is forbidden: ${why}`, {
    ...named(subject, name, subject.plural),
    ...(causes === undefined ? {} : { causes }),
  })

export const invalid = (
  subject: Pick<ErrorSubject, 'group' | 'kind'>,
  name: string,
  causes: readonly StatusCause[],
): ApiError => {
  const lines = [...new Set(causes.map((cause) => `${cause.field || '[]'}: ${cause.message}`))]
  const what = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  return new ApiError(422, 'Invalid', `${qualified(subject.kind, subject.group)} "${name}" is invalid: ${what}`, {
    ...named({ ...subject, plural: '' }, name, subject.kind),
    causes,
  })
}

/** Options of a request, which belong to no object. */
export const invalidOptions = (kind: string, causes: readonly StatusCause[]): ApiError =>
  invalid({ group: 'meta.k8s.io', kind }, '', causes)

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message)

export const methodNotAllowed = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized')

export const internalError = (message: string): ApiError => new ApiError(500, undefined, message)

/** The history does not go back that far: the client has to list again. */
export const expired = (message: string, continueToken?: string): ApiError =>
  new ApiError(410, 'Expired', message, undefined, continueToken)

export const tooLargeResourceVersion = (wanted: number, current: number): ApiError =>
  new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })
