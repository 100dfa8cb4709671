import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Claims {
  readonly sub: string
  readonly aud: string
  /** Seconds from now. */
  readonly expiresIn?: number
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An OpenID Connect issuer on the loopback, as far as an authoriser asks it. */
export class TokenIssuer {
  readonly url: string
  readonly stop: () => Promise<void>
  readonly #kid = randomUUID()
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 })

  private constructor(server: ReturnType<typeof createServer>) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.stop = async () => {
      server.close()
      await once(server, 'close')
    }
    server.on('request', ({ url = '' }, response) => {
      const key = { ...this.#keys.publicKey.export({ format: 'jwk' }), kid: this.#kid, alg: 'RS256', use: 'sig' }
      const jwksUri = `${this.url}/keys`
      response.setHeader('content-type', 'application/json').setHeader('connection', 'close')
      response.end(JSON.stringify(url === '/keys' ? { keys: [key] } : { issuer: this.url, jwks_uri: jwksUri }))
    })
  }

  static async start(): Promise<TokenIssuer> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new TokenIssuer(server)
  }

  token({ expiresIn = 600, ...claims }: Claims): string {
    const now = Math.floor(Date.now() / 1000)
    const head = base64url({ alg: 'RS256', typ: 'JWT', kid: this.#kid })
    const body = base64url({ iss: this.url, iat: now - 5, exp: now + expiresIn, ...claims })
    const signature = createSign('RSA-SHA256').update(`${head}.${body}`).sign(this.#keys.privateKey, 'base64url')
    return `${head}.${body}.${signature}`
  }
}
