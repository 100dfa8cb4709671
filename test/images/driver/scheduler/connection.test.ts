import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { connectionLikeJvm } from '../../../../images/driver/scheduler/connection.ts'
import { ManualClock } from '../../../fakes/manual-clock.ts'

const PEM = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n'
const URL = 'https://10.0.0.1:443/'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jvm-connection-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

const file = async (name: string, content: string): Promise<string> => {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

const headersOf = async (connection: Awaited<ReturnType<typeof connectionLikeJvm>>) =>
  (await connection.credentials.get()).headers

describe("the loop's connection", () => {
  it('is that of the JVM’s client', async () => {
    const caFile = await file('ca.crt', PEM)
    const connection = await connectionLikeJvm({ url: URL, caFile, trustAll: false, token: 'secret' }, [], () => 0)
    expect(connection).toMatchObject({ url: 'https://10.0.0.1:443', certificateAuthority: PEM })
    expect(await headersOf(connection)).toEqual({ authorization: 'Bearer secret' })
  })

  it('reads the token again from the file that the JVM has it from', async () => {
    const clock = new ManualClock()
    const other = await file('other', 'another one')
    const token = await file('token', 'first\n')
    const connection = await connectionLikeJvm({ url: URL, trustAll: false, token: 'first' }, [other, token], () =>
      clock.monotonic(),
    )
    expect(await headersOf(connection)).toEqual({ authorization: 'Bearer first' })
    await writeFile(token, 'second\n')
    clock.advance(61_000)
    expect(await headersOf(connection)).toEqual({ authorization: 'Bearer second' })
  })

  it('takes certificates as base64 too, and trusts all where the JVM does', async () => {
    const data = Buffer.from(PEM).toString('base64')
    const message = { url: URL, caData: data, certificateData: data, keyData: PEM, trustAll: true, token: null }
    const connection = await connectionLikeJvm(message, [], () => 0)
    expect(connection).toMatchObject({ certificateAuthority: PEM, insecureSkipTlsVerify: true })
    expect(await connection.credentials.get()).toEqual({ headers: {}, clientCertificate: PEM, clientKey: PEM })
  })

  it('has credentials anew from the kubeconfig that the JVM has them from', async () => {
    const config = (token: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster: { server: 'https://elsewhere' } }],
        users: [{ name: 'u', user: { token } }],
        contexts: [{ name: 'mine', context: { cluster: 'c', user: 'u' } }],
      })
    const kubeconfig = await file('config', config('first'))
    const message = { url: URL, trustAll: false, token: 'first', kubeconfig, context: 'mine' }
    const connection = await connectionLikeJvm(message, [], () => 0)
    expect(connection.url).toBe('https://10.0.0.1:443')
    expect(await headersOf(connection)).toEqual({ authorization: 'Bearer first' })
    await writeFile(kubeconfig, config('second'))
    connection.credentials.invalidate(await connection.credentials.get())
    expect(await headersOf(connection)).toEqual({ authorization: 'Bearer second' })
  })

  it('keeps to the token that the JVM says where it cannot follow its kubeconfig', async () => {
    const message = { url: URL, trustAll: false, token: 'said', kubeconfig: join(folder, 'absent'), context: 'mine' }
    expect(await headersOf(await connectionLikeJvm(message, [], () => 0))).toEqual({ authorization: 'Bearer said' })
  })

  it('carries nothing where the JVM’s client carries nothing', async () => {
    const connection = await connectionLikeJvm({ url: URL, trustAll: false }, [join(folder, 'absent')], () => 0)
    expect(await headersOf(connection)).toEqual({})
  })
})
