import { TransientError } from '../errors/sparkdrop-error.ts'

const TLS_TROUBLE = /CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER/

/** What Node says of a server that answers a TLS client in plain text, or not at all. */
const NOT_TLS = /before secure TLS connection|wrong version number|packet length too long/i

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** True where asking again cannot help: the two sides do not agree who the server is. */
export const isTlsTrouble = (error: unknown): boolean => TLS_TROUBLE.test(codeOf(error))

/** The error of a request that the API server did not answer, saying what to look at. */
export function unreachable(request: string, url: string, error: unknown): TransientError {
  const code = codeOf(error)
  const said = error instanceof Error ? error.message || code : String(error)
  const hint =
    url.startsWith('https:') && NOT_TLS.test(said)
      ? `: if it speaks plain http, its URL is ${url.replace('https:', 'http:')}`
      : ''
  if (isTlsTrouble(error)) {
    return new TransientError(
      'KUBERNETES_TLS',
      `${request}: no TLS connection to ${url} (${said}): check the cluster's certificate authority and the client certificate${hint}`,
      { cause: error, details: { url } },
    )
  }
  return new TransientError(
    'KUBERNETES_UNREACHABLE',
    `${request}: the Kubernetes API server at ${url} did not answer (${said})${hint}`,
    { cause: error, details: { url } },
  )
}
