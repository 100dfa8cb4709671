import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSubmissionCluster } from '../../lib/cli/connect/open-submission-cluster.ts'
import { proxyFor } from '../../lib/cli/connect/proxy.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const SUBMISSION = 'spark.kubernetes.authenticate.submission.'

describe('the cluster that is submitted to', () => {
  const authorizations: (string | undefined)[] = []
  const server = createServer(({ headers }, response) => {
    authorizations.push(headers.authorization)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  let folder: string
  let url: string
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-connect-'))
    await writeFile(join(folder, 'token'), 'from-file\n')
    await writeFile(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig('there')))
    await writeFile(join(folder, 'no-context'), JSON.stringify(kubeconfig(undefined)))
  })
  beforeEach(() => {
    authorizations.length = 0
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true })
  })

  const kubeconfig = (current: string | undefined) => ({
    'current-context': current,
    clusters: [{ name: 'c', cluster: { server: 'http://elsewhere.invalid' } }],
    users: [
      { name: 'one', user: { token: 'of-one' } },
      { name: 'two', user: { token: 'of-two' } },
    ],
    contexts: [
      { name: 'there', context: { cluster: 'c', user: 'one', namespace: 'team-a' } },
      { name: 'other', context: { cluster: 'c', user: 'two' } },
    ],
  })

  const open = async (
    settings: Readonly<Record<string, string>>,
    environment: Readonly<Record<string, string>> = {},
  ) => {
    const surroundings = capturedSurroundings({ cwd: folder, environment: { HOME: folder, ...environment } })
    const conf = SparkConf.of({ 'spark.master': `k8s://${url}`, ...settings })
    const cluster = await openSubmissionCluster(conf, surroundings)
    await cluster.client.json({ method: 'GET', path: '/' })
    cluster.client.close()
    return { cluster, stderr: surroundings.written.stderr }
  }

  it('is asked without credentials where there are none', async () => {
    await open({})
    expect(authorizations).toEqual([undefined])
  })

  it.each([
    ['oauthToken', 'as-it-is', 'Bearer as-it-is'],
    ['oauthTokenFile', 'token', 'Bearer from-file'],
  ])('is told the token of %s', async (name, value, header) => {
    await open({ [SUBMISSION + name]: value })
    expect(authorizations).toEqual([header])
  })

  it("is reached at the master's URL with the credentials and namespace of the kubeconfig", async () => {
    const { cluster } = await open({}, { KUBECONFIG: join(folder, 'kubeconfig') })
    expect(authorizations).toEqual(['Bearer of-one'])
    expect(cluster.namespace).toBe('team-a')
  })

  it('is told who the context of the conf is', async () => {
    await open({ 'spark.kubernetes.context': 'other' }, { KUBECONFIG: join(folder, 'kubeconfig') })
    expect(authorizations).toEqual(['Bearer of-two'])
  })

  it("is told the submission's own token before the kubeconfig's", async () => {
    await open({ [`${SUBMISSION}oauthToken`]: 'own' }, { KUBECONFIG: join(folder, 'kubeconfig') })
    expect(authorizations).toEqual(['Bearer own'])
  })

  it('goes without a kubeconfig that names no context, and says so', async () => {
    const { stderr } = await open({}, { KUBECONFIG: join(folder, 'no-context') })
    expect(authorizations).toEqual([undefined])
    expect(stderr).toContain('warning: going on without the kubeconfig')
  })

  it.each([
    [{ 'spark.kubernetes.context': 'none' }, 'KUBECONFIG_INVALID'],
    [{ [`${SUBMISSION}oauthToken`]: 'a', [`${SUBMISSION}oauthTokenFile`]: 'token' }, 'TOKEN_TWICE'],
    [{ [`${SUBMISSION}oauthTokenFile`]: 'none' }, 'CLIENT_FILE_MISSING'],
    [{ [`${SUBMISSION}clientKeyFile`]: 'token' }, 'CLIENT_KEY_OR_CERTIFICATE_MISSING'],
    [{ 'spark.master': 'k8s://ftp://host' }, 'INVALID_MASTER'],
    [{ 'spark.kubernetes.submission.requestTimeout': 'soon' }, 'INVALID_PROPERTY'],
  ])('is not opened with %j', async (settings, code) => {
    await expect(open(settings, { KUBECONFIG: join(folder, 'kubeconfig') })).rejects.toMatchObject({ code })
  })
})

describe('the proxy on the way to a cluster', () => {
  const environment = {
    HTTPS_PROXY: 'http://secure:1',
    http_proxy: 'http://plain:2',
    NO_PROXY: '.corp,10.0.0.1:6443, a.b',
  }
  it.each([
    ['https://api.example', 'http://secure:1'],
    ['http://api.example', 'http://plain:2'],
    ['https://api.corp', undefined],
    ['https://corp', undefined],
    ['https://xcorp', 'http://secure:1'],
    ['https://10.0.0.1:6443', undefined],
    ['https://10.0.0.1', 'http://secure:1'],
    ['https://A.B', undefined],
  ])('to %s is %s', (url, proxy) => {
    expect(proxyFor(url, environment)).toBe(proxy)
  })

  it('is none where every host is exempt, or nothing is named', () => {
    expect(proxyFor('https://x', { ...environment, NO_PROXY: '*' })).toBeUndefined()
    expect(proxyFor('https://x', {})).toBeUndefined()
    expect(proxyFor('https://x', { ALL_PROXY: 'http://all:3' })).toBe('http://all:3')
  })
})
