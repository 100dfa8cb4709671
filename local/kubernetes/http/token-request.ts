import { notFound } from '../api-error.ts'
import { valueAt } from '../json.ts'
import { timestampAt } from '../operations/api-context.ts'
import { serviceAccountType } from '../resources/service-account.ts'
import type { Exchange } from './exchange.ts'
import { mediaTypeOf, parseObject, readBody } from './request-body.ts'
import { keyOfRequest, type RequestInfo } from './request-info.ts'
import { sendJson } from './respond.ts'

const DEFAULT_SECONDS = 3600

/**
 * `POST .../serviceaccounts/x/token`: a token to talk to this server with. Nobody is told apart here, so it is the
 * server's one token, or a word without meaning where the server asks for none.
 */
export const serveTokenRequest = async (exchange: Exchange, info: RequestInfo): Promise<void> => {
  const { context, request, response, accepted, token } = exchange
  const body = parseObject(await readBody(request), mediaTypeOf(request), { kind: 'TokenRequest' })
  const account = context.store.of(serviceAccountType).get(keyOfRequest(info))
  if (account === undefined) throw notFound(serviceAccountType, info.name)
  const asked = valueAt(body, 'spec.expirationSeconds')
  const expirationSeconds = typeof asked === 'number' ? asked : DEFAULT_SECONDS
  const now = context.clock.now()
  const audiences = valueAt(body, 'spec.audiences')
  sendJson(response, 201, accepted, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name: info.name, namespace: info.namespace, creationTimestamp: timestampAt(now) },
    spec: {
      audiences: Array.isArray(audiences) ? audiences : ['https://kubernetes.default.svc'],
      expirationSeconds,
      boundObjectRef: valueAt(body, 'spec.boundObjectRef') ?? null,
    },
    status: {
      token: token ?? 'anonymous',
      expirationTimestamp: timestampAt(now + expirationSeconds * 1000),
    },
  })
}
