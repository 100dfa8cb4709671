import { TransientError } from '../../errors/sparkdrop-error.ts'
import { dnsSuffix } from '../../kubernetes/eks-token.ts'
import { requestSigner, type SignerIdentity } from '../request-signer.ts'

export interface SignedCalls {
  readonly identity: SignerIdentity
  readonly now: () => number
  /** For `AWS_ENDPOINT_URL` and its like. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

interface Service {
  /** As credentials are scoped, and the first part of its host. */
  readonly name: 'lambda' | 'monitoring'
  /** As the variable of its endpoint ends. */
  readonly variable: string
}

interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const TIMEOUT_MS = 15_000
const LAMBDA: Service = { name: 'lambda', variable: 'LAMBDA' }
const CLOUDWATCH: Service = { name: 'monitoring', variable: 'CLOUDWATCH' }

/** What the service calls its error, and its status, where `nameOf` and `statusOf` look for them. */
const failure = async (answer: Response): Promise<Error> => {
  const text = await answer.text()
  const said = (() => {
    try {
      return JSON.parse(text) as { __type?: string; message?: string; Message?: string }
    } catch {
      return { message: text.slice(0, 200) }
    }
  })()
  const type = answer.headers.get('x-amzn-errortype') ?? ('__type' in said ? said.__type : undefined) ?? 'Error'
  const error = new Error(said.message ?? ('Message' in said ? said.Message : undefined) ?? `HTTP ${answer.status}`)
  const name = type.replace(/^.*#/, '').replace(/:.*$/, '')
  return Object.assign(error, { name, $metadata: { httpStatusCode: answer.status } })
}

async function call({ identity, now, environment, signal }: SignedCalls, service: Service, request: Call) {
  const region = await identity.region()
  const own = environment[`AWS_ENDPOINT_URL_${service.variable}`] || environment['AWS_ENDPOINT_URL']
  const url = new URL(request.path, own || `https://${service.name}.${region}.${dnsSuffix(region)}`)
  const { method, headers = {}, body } = request
  const given = body === undefined ? {} : { body }
  const signed = await requestSigner(identity, now, service.name)({ method, url, headers, ...given })
  const stop = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  const answer = await fetch(url, { method, headers: signed, signal: stop, ...given }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new TransientError('AWS_UNREACHABLE', `${url.host} does not answer: ${(cause as Error).message}`, { cause })
  })
  if (!answer.ok) throw await failure(answer)
  return (await answer.json()) as unknown
}

/** One GET of Lambda's API: a client of its own for two of its calls would be as large as all the rest of the doctor. */
export const getLambda = (calls: SignedCalls, path: string): Promise<unknown> =>
  call(calls, LAMBDA, { method: 'GET', path })

/** One call of CloudWatch's API, in the protocol AWS JSON 1.0. */
export const callCloudWatch = (calls: SignedCalls, operation: string, input: object): Promise<unknown> =>
  call(calls, CLOUDWATCH, {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
    },
    body: JSON.stringify(input),
  })
