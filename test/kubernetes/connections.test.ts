import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clustersVariableSchema, type EndpointSettings } from '../../lib/kubernetes/cluster-settings.ts'
import { endpointConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { inClusterConnection } from '../../lib/kubernetes/in-cluster-connection.ts'
import { ManualTimers } from './manual-timers.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('clustersVariableSchema', () => {
  const problem = (text: string) => clustersVariableSchema.safeParse(text).error?.issues[0]?.message

  it('reads clusters of EKS, and those by their endpoints, with their shares', () => {
    const eks = { kind: 'eks', name: 'spark' }
    const endpoint = { kind: 'endpoint', name: 'local', endpoint: 'http://127.0.0.1:1', credentialsSecret: 'a' }
    const shared = { weight: 3, namespaces: ['team-a'] }
    expect(clustersVariableSchema.parse(JSON.stringify([eks, { ...endpoint, ...shared }]))).toEqual([
      { ...eks, weight: 1 },
      { ...endpoint, ...shared },
    ])
  })

  it('says what would be right', () => {
    expect(problem('spark')).toMatch(/must be JSON such as/)
    expect(problem('[{"kind":"endpoint","name":"a","endpoint":"ftp://x","credentialsSecret":"s"}]')).toMatch(/https?:/)
    expect(problem('[{"kind":"eks","name":"a","region":"x"}]')).toMatch(/region/)
    expect(problem('[{"kind":"eks","name":"a"},{"kind":"eks","name":"a"}]')).toMatch(/a name each/)
    expect(problem('[]')).toBeDefined()
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
    const first = await connection.credentials.get()
    await timers.advance(299_999)
    expect(await connection.credentials.get()).toBe(first)
    expect(reads()).toBe(1)
    connection.credentials.invalidate(first)
    expect(await connection.credentials.get()).toEqual({ headers: { authorization: 'Bearer b' } })
    await timers.advance(300_000)
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

describe('inClusterConnection', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connections-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const write = (name: string, text: string) => writeFile(join(folder, name), text)

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

  it('says so where there is no token', async () => {
    await write('ca.crt', 'the authority')
    const options = { host: 'api', port: '443', folder, monotonic: () => 0 }
    const { credentials } = await inClusterConnection(options)
    await expect(credentials.get()).rejects.toMatchObject({ code: 'TOKEN_FILE', retryable: true })
    await write('token', '\n')
    await expect(credentials.get()).rejects.toThrow(/token: it is empty/)
  })

  it('is none outside of a pod', async () => {
    const options = { host: undefined, port: undefined, folder, monotonic: () => 0 }
    await expect(inClusterConnection(options)).rejects.toMatchObject({ code: 'NOT_IN_CLUSTER', retryable: false })
  })
})
