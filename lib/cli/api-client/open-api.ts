import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import { systemClock } from '../../system/system-clock.ts'
import type { Surroundings } from '../surroundings.ts'
import { ApiClient, type Authorize } from './api-client.ts'
import { reachableUrl } from './reachable-url.ts'

/** What the person said of where the API is. */
export interface ApiOptions {
  readonly stack?: string
  readonly api?: string
}

/** A deployed stack as the command knows it. */
export interface Deployment {
  readonly client: ApiClient
  /** An output of the stack, such as `UploadPath`; undefined where only the API's URL is known. */
  readonly output: (name: string) => Promise<string | undefined>
}

/**
 * Which stack and which API is meant. What an option names is not completed by a variable, which may be of another stack.
 * Where both are known the API's URL is the one to call, as behind a domain of one's own, and the stack says the rest.
 */
export function namedApi({ stack, api }: ApiOptions, environment: Surroundings['environment']): ApiOptions {
  const { SPARKDROP_API, SPARKDROP_STACK } = environment
  const isSaid = Boolean(api || stack)
  const [url, name] = isSaid ? [api, stack] : [SPARKDROP_API, SPARKDROP_STACK]
  return { ...(url ? { api: url } : {}), ...(name ? { stack: name } : {}) }
}

const bearer =
  (token: string): Authorize =>
  async ({ headers }) => ({ ...headers, authorization: `Bearer ${token}` })

/** By SigV4 with the person's own AWS credentials; the SDK is loaded by the first request. */
const signed = (): Authorize => {
  let signer: Authorize | undefined
  return async (request) => {
    if (signer === undefined) {
      const { personIdentity, requestSigner } = await import('../../aws/request-signer.ts')
      signer = requestSigner(personIdentity(), () => systemClock.now())
    }
    return signer(request)
  }
}

function checkedUrl(text: string, from: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return reachableUrl(text)
  throw new InvalidJobError(
    'INVALID_API_URL',
    `${from}: '${text}' is no URL such as https://abc.execute-api.eu-west-1.amazonaws.com`,
  )
}

/**
 * The API of the stack that the options or SPARKDROP_API and SPARKDROP_STACK name, called as SPARKDROP_TOKEN says or else
 * as the person that the AWS SDK finds.
 *
 * @throws InvalidJobError API_MISSING, INVALID_API_URL, STACK_MISSING, STACK_WITHOUT_API
 */
export async function openDeployment(options: ApiOptions, surroundings: Surroundings): Promise<Deployment> {
  const { environment, signal } = surroundings
  const { api, stack } = namedApi(options, environment)
  if (api === undefined && stack === undefined) {
    const message =
      'no stack is named: give --stack NAME, --api URL, or set SPARKDROP_STACK or SPARKDROP_API ' +
      '(the API is the output ApiUrl of the deployed stack)'
    throw new InvalidJobError('API_MISSING', message)
  }
  let outputs: Promise<ReadonlyMap<string, string>> | undefined
  const output = async (name: string): Promise<string | undefined> => {
    if (stack === undefined) return undefined
    const { stackOutputs } = await import('../../aws/stack-outputs.ts')
    outputs ??= stackOutputs(stack)
    return (await outputs).get(name)
  }
  const url = api ?? (await output('ApiUrl'))
  if (url === undefined) {
    const message = `the stack ${stack} has no output ApiUrl: is it one of sparkdrop's, and up to date?`
    throw new InvalidJobError('STACK_WITHOUT_API', message)
  }
  const token = environment['SPARKDROP_TOKEN']
  const client = new ApiClient({
    url: checkedUrl(url, api === undefined ? `the stack ${stack}` : options.api ? '--api' : 'SPARKDROP_API'),
    authorize: token ? bearer(token) : signed(),
    timers: systemTimers,
    signal,
  })
  return { client, output }
}

/** Only the client of it. Throws as `openDeployment` does. */
export const openApi = async (options: ApiOptions, surroundings: Surroundings): Promise<ApiClient> =>
  (await openDeployment(options, surroundings)).client
