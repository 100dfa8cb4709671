/** What a request carries so that the API server knows who sent it. */
export interface ClusterCredentials {
  /** Names in lower case; a name with several values is sent once for each. */
  readonly headers: Readonly<Record<string, string | string[]>>
  /** PEM; with `clientKey`, the certificate of the TLS client. */
  readonly clientCertificate?: string
  /** PEM. */
  readonly clientKey?: string
}

/** Where credentials come from, and what to do when the API server no longer takes them. */
export interface CredentialsProvider {
  /** Credentials that are good for the next request at least; kept and reused as long as they are. */
  get(): Promise<ClusterCredentials>
  /** Called with the credentials that the API server answered 401: the next `get` gives no longer these. */
  invalidate(refused: ClusterCredentials): void
}

/** How to reach one cluster. */
export interface ClusterConnection {
  /** `https://host[:port][/path]` of the API server. */
  readonly url: string
  /** PEM of the authorities that sign the API server's certificate; absent: those that Node trusts. */
  readonly certificateAuthority?: string
  /** The name to expect in the API server's certificate, where it is not the URL's host. */
  readonly serverName?: string
  /** Takes any certificate: only where the person's kubeconfig says so. */
  readonly insecureSkipTlsVerify?: boolean
  /** URL of an HTTP proxy to reach the API server through. */
  readonly proxy?: string
  readonly credentials: CredentialsProvider
}

/** Credentials that never change. */
export const fixedCredentials = (credentials: ClusterCredentials): CredentialsProvider => ({
  get: async () => credentials,
  invalidate: () => {},
})

/** The header of a bearer token. */
export const bearer = (token: string): ClusterCredentials => ({ headers: { authorization: `Bearer ${token}` } })

/** No credentials at all: for an API server on the loopback. */
export const anonymous: CredentialsProvider = fixedCredentials({ headers: {} })
