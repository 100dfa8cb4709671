import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clusterVariableSchema, type EndpointSettings } from '../../lib/kubernetes/cluster-settings.ts'
import { endpointConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { inClusterConnection } from '../../lib/kubernetes/in-cluster-connection.ts'
import { kubeconfigConnection } from '../../lib/kubernetes/kubeconfig-connection.ts'
import { ManualTimers } from './manual-timers.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('clusterVariableSchema', () => {
  const problem = (text: string) => clusterVariableSchema.safeParse(text).error?.issues[0]?.message

  it('reads a cluster of EKS, and one by its endpoint', () => {
    const eks = { kind: 'eks', name: 'spark' }
    const endpoint = { kind: 'endpoint', name: 'local', endpoint: 'http://127.0.0.1:1', credentialsSecret: 'a' }
    expect(clusterVariableSchema.parse(JSON.stringify(eks))).toEqual(eks)
    expect(clusterVariableSchema.parse(JSON.stringify(endpoint))).toEqual(endpoint)
  })

  it('says what would be right', () => {
    expect(problem('spark')).toMatch(/must be JSON such as/)
    expect(problem('{"kind":"endpoint","name":"a","endpoint":"ftp://x","credentialsSecret":"s"}')).toMatch(/https?:/)
    expect(problem('{"kind":"eks","name":"a","region":"x"}')).toMatch(/region/)
  })
})

describe('endpointConnection', () => {
  const settings: EndpointSettings = {
    kind: 'endpoint',
    name: 'other',
    endpoint: 'https://10.0.0.1:6443',
    certificateAuthority: base64('the authority'),
    credentialsSecret: 'cluster-secret',
  }
  const connect = (timers: ManualTimers, ...secrets: string[]) => {
    let reads = 0
    const read = async () => secrets[Math.min(reads++, secrets.length - 1)] ?? ''
    return { connection: endpointConnection(settings, read, timers.monotonic), reads: () => reads }
  }

  it.each([
    ['{"token":"abc\\n"}', { headers: { authorization: 'Bearer abc' } }],
    ['{"clientCertificate":"C","clientKey":"K"}', { headers: {}, clientCertificate: 'C', clientKey: 'K' }],
    ['{}', { headers: {} }],
  ])('signs in with %s', async (secret, credentials) => {
    const { connection } = connect(new ManualTimers(), secret)
    expect(connection).toMatchObject({ url: 'https://10.0.0.1:6443', certificateAuthority: 'the authority' })
    expect(await connection.credentials.get()).toEqual(credentials)
  })

  it('reads the secret again after five minutes, and when it was refused', async () => {
    const timers = new ManualTimers()
    const { connection, reads } = connect(timers, '{"token":"a"}', '{"token":"b"}')
    await connection.credentials.get()
    await timers.advance(300_000)
    await connection.credentials.get()
    expect(reads()).toBe(1)
    connection.credentials.invalidate()
    expect(await connection.credentials.get()).toEqual({ headers: { authorization: 'Bearer b' } })
    await timers.advance(300_001)
    await connection.credentials.get()
    expect(reads()).toBe(3)
  })

  it.each(['no json', '{"token":""}', '{"password":"hunter2"}'])(
    'says what a secret must hold, not what %s is',
    async (text) => {
      const call = connect(new ManualTimers(), text).connection.credentials.get()
      await expect(call).rejects.toThrow(/^the secret cluster-secret must hold JSON: \{"token"\}, /)
      await expect(call).rejects.not.toThrow(/hunter2/)
    },
  )
})

describe('connections from files', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connections-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const write = (name: string, text: string) => writeFile(join(folder, name), text)

  describe('inClusterConnection', () => {
    it("is the service account's, whose token is read again after a minute", async () => {
      await write('ca.crt', 'the authority')
      await write('token', 'first\n')
      const timers = new ManualTimers()
      const options = { host: 'fd00::1', port: '443', folder, monotonic: timers.monotonic }
      const connection = await inClusterConnection(options)
      expect(connection).toMatchObject({ url: 'https://[fd00::1]:443', certificateAuthority: 'the authority' })
      expect((await connection.credentials.get()).headers.authorization).toBe('Bearer first')
      await write('token', 'second\n')
      expect((await connection.credentials.get()).headers.authorization).toBe('Bearer first')
      await timers.advance(60_001)
      expect((await connection.credentials.get()).headers.authorization).toBe('Bearer second')
    })

    it('says so where there is none', async () => {
      const options = { host: undefined, port: undefined, folder, monotonic: () => 0 }
      await expect(inClusterConnection(options)).rejects.toMatchObject({ code: 'NOT_IN_CLUSTER', retryable: false })
    })
  })

  describe('kubeconfigConnection', () => {
    const kubeconfig = (user: object, cluster: object = { server: 'https://10.0.0.1:6443' }) =>
      JSON.stringify({
        'current-context': 'main',
        contexts: [{ name: 'main', context: { cluster: 'c', user: 'u', namespace: 'jobs' } }],
        clusters: [{ name: 'c', cluster }],
        users: [{ name: 'u', user }],
      })
    const open = async (text: string, context?: string) => {
      await write('config', text)
      return kubeconfigConnection({ files: [join(folder, 'config')], ...(context === undefined ? {} : { context }) })
    }
    const signIn = async (user: object, cluster?: object) =>
      (await open(kubeconfig(user, cluster))).connection.credentials.get()

    it('takes the cluster of the current context, with all that leads to it', async () => {
      const { connection, context, namespace } = await open(
        kubeconfig(
          { token: 'abc' },
          {
            server: 'https://api:6443/a',
            'certificate-authority-data': base64('the authority'),
            'tls-server-name': 'kubernetes',
            'insecure-skip-tls-verify': true,
            'proxy-url': 'http://proxy:3128',
          },
        ),
      )
      expect({ context, namespace }).toEqual({ context: 'main', namespace: 'jobs' })
      expect(connection).toMatchObject({
        url: 'https://api:6443/a',
        certificateAuthority: 'the authority',
        serverName: 'kubernetes',
        insecureSkipTlsVerify: true,
        proxy: 'http://proxy:3128',
      })
    })

    it('signs in with a token, a token file, a certificate, a password, and as another', async () => {
      await write('token', 'from-file')
      const header = (authorization: string) => ({ headers: { authorization } })
      expect(await signIn({ token: 'abc' })).toEqual(header('Bearer abc'))
      expect(await signIn({ tokenFile: join(folder, 'token') })).toEqual(header('Bearer from-file'))
      expect(await signIn({ username: 'me', password: 'pw' })).toEqual(header(`Basic ${base64('me:pw')}`))
      expect(await signIn({ token: 'abc', as: 'other' })).toEqual({
        headers: { authorization: 'Bearer abc', 'impersonate-user': 'other' },
      })
      const pair = { 'client-certificate-data': base64('C'), 'client-key-data': base64('K') }
      expect(await signIn(pair)).toEqual({ headers: {}, clientCertificate: 'C', clientKey: 'K' })
    })

    it('signs in to an API server on plain http', async () => {
      const plain = { server: 'http://127.0.0.1:8001' }
      expect(await signIn({ token: 'abc' }, plain)).toEqual({ headers: { authorization: 'Bearer abc' } })
      expect(await signIn({}, plain)).toEqual({ headers: {} })
    })

    it('runs a plugin, and runs it again when what it gave was refused', async () => {
      const script = `
        const fs = require('node:fs'); const file = ${JSON.stringify(join(folder, 'runs'))}
        fs.appendFileSync(file, 'x')
        const token = 'token-' + fs.readFileSync(file, 'utf8').length
        console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token } }))`
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script] }
      const { connection } = await open(kubeconfig({ exec }))
      const token = async () => (await connection.credentials.get()).headers.authorization
      expect([await token(), await token()]).toEqual(['Bearer token-1', 'Bearer token-1'])
      connection.credentials.invalidate()
      expect(await token()).toBe('Bearer token-2')
    })

    it('says why a plugin gives nothing', async () => {
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: join(folder, 'no-such-plugin') }
      await expect(signIn({ exec })).rejects.toMatchObject({
        code: 'KUBECONFIG_CREDENTIALS',
        message: expect.stringContaining('no-such-plugin'),
      })
    })

    it('names the contexts that there are where the one that is asked for is not', async () => {
      await expect(open(kubeconfig({}), 'other')).rejects.toThrow('no context "other" (it has main)')
      await expect(open('{}')).rejects.toThrow('names no current context: choose one (it has none)')
      const dangling = kubeconfig({}).replace('"cluster":"c"', '"cluster":"gone"')
      await expect(open(dangling)).rejects.toThrow('context "main" names the cluster "gone"')
    })

    it('merges several files, of which the first one counts', async () => {
      await write('first', '{"clusters":[{"name":"c","cluster":{"server":"https://first"}}]}')
      await write('second', kubeconfig({ token: 'other' }))
      const files = ['absent', 'first', 'second'].map((name) => join(folder, name))
      const { connection } = kubeconfigConnection({ files, context: 'main' })
      expect(connection.url).toBe('https://first')
      expect(await connection.credentials.get()).toEqual({ headers: { authorization: 'Bearer other' } })
      await write('broken', '{')
      expect(() => kubeconfigConnection({ files: [join(folder, 'broken')] })).toThrow(/cannot be read/)
    })

    it('says so where there is no file, and where the proxy is none that it can use', async () => {
      const absent = () => kubeconfigConnection({ files: [join(folder, 'absent')] })
      expect(absent).toThrow(/there is no kubeconfig: .*absent/)
      const socks = kubeconfig({}, { server: 'https://a', 'proxy-url': 'socks5://b' })
      await expect(open(socks)).rejects.toThrow(/only http and https proxies/)
    })
  })
})
