import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kubeconfigFiles } from '../../lib/kubernetes/kubeconfig/kubeconfig-files.ts'
import { kubeconfigConnection } from '../../lib/kubernetes/kubeconfig-connection.ts'
import { base64, KubeconfigFolder, kubeconfig, pem } from './kubeconfig-folder.ts'
import { ManualTimers } from './manual-timers.ts'

const header = (authorization: string) => ({ headers: { authorization } })

describe('a kubeconfig', () => {
  let folder: KubeconfigFolder
  beforeEach(() => {
    folder = new KubeconfigFolder()
  })
  afterEach(() => folder.remove())

  describe('leads to a cluster', () => {
    it('by its current context, with all that it takes to reach it', () => {
      const { connection, context, namespace } = folder.open(
        kubeconfig(
          { token: 'abc' },
          {
            server: 'https://api:6443/a',
            'certificate-authority-data': base64(pem('authority')),
            'tls-server-name': 'kubernetes',
            'insecure-skip-tls-verify': true,
            'proxy-url': 'http://proxy:3128',
          },
        ),
      )
      expect({ context, namespace }).toEqual({ context: 'main', namespace: 'jobs' })
      expect(connection).toMatchObject({
        url: 'https://api:6443/a',
        certificateAuthority: pem('authority'),
        serverName: 'kubernetes',
        insecureSkipTlsVerify: true,
        proxy: 'http://proxy:3128',
      })
    })

    it('by YAML with paths that start from the file that they are in', () => {
      mkdirSync(join(folder.path, 'certificates'))
      folder.write('certificates/ca.crt', pem('authority'))
      const { connection } = folder.open(`
apiVersion: v1
kind: Config
preferences: {}
current-context: main
contexts:
- {name: main, context: {cluster: c, user: ""}}
clusters:
- name: c
  cluster: {server: "https://a", certificate-authority: certificates/ca.crt}
users: null
`)
      expect(connection.certificateAuthority).toBe(pem('authority'))
    })

    it('merged from several files, of which the first to name something counts', async () => {
      folder.write('first', '{"clusters":[{"name":"c","cluster":{"server":"https://first"}}]}')
      folder.write('second', kubeconfig({ token: 'other' }, { server: 'https://second', 'tls-server-name': 'x' }))
      const files = ['absent', 'first', 'second'].map((name) => join(folder.path, name))
      const { connection } = kubeconfigConnection({ files })
      expect([connection.url, connection.serverName]).toEqual(['https://first', undefined])
      expect(await connection.credentials.get()).toEqual(header('Bearer other'))
    })

    it.each([
      [{ KUBECONFIG: '/a::/b', HOME: '/h' }, ['/a', '/b']],
      [{ KUBECONFIG: '', HOME: '/h' }, ['/h/.kube/config']],
      [{ HOME: '/h' }, ['/h/.kube/config']],
    ])('from where kubectl would look with %j', (environment, files) => {
      expect(kubeconfigFiles(environment)).toEqual(files)
    })
  })

  describe('signs in', () => {
    it('with a token, a password, a certificate, or nothing', async () => {
      expect(await folder.signIn({ token: 'abc' })).toEqual(header('Bearer abc'))
      expect(await folder.signIn({ username: 'me', password: 'pw' })).toEqual(header(`Basic ${base64('me:pw')}`))
      const pair = { 'client-certificate-data': base64(pem('C')), 'client-key-data': base64(pem('K')) }
      expect(await folder.signIn(pair)).toEqual({ headers: {}, clientCertificate: pem('C'), clientKey: pem('K') })
      expect(await folder.signIn({})).toEqual({ headers: {} })
      expect(await folder.signIn({ token: 'abc' }, { server: 'http://127.0.0.1:8001' })).toEqual(header('Bearer abc'))
    })

    it('as another, in another group', async () => {
      const user = {
        token: 'abc',
        as: 'other',
        'as-uid': '7',
        'as-groups': ['one', 'two'],
        'as-user-extra': { 'example.com/Scope': ['view'] },
      }
      expect(await folder.signIn(user)).toEqual({
        headers: {
          authorization: 'Bearer abc',
          'impersonate-user': 'other',
          'impersonate-uid': '7',
          'impersonate-group': ['one', 'two'],
          'impersonate-extra-example.com%2Fscope': ['view'],
        },
      })
    })

    it('with what files hold at the time, the token of a file before the one beside it', async () => {
      folder.write('token', 'first\n')
      folder.write('client.crt', pem('C1'))
      folder.write('client.key', pem('K'))
      const timers = new ManualTimers()
      const files = { tokenFile: 'token', 'client-certificate': 'client.crt', 'client-key': 'client.key' }
      const { credentials } = folder.open(kubeconfig({ ...files, token: 'beside' }), { timers }).connection
      expect(await credentials.get()).toMatchObject({ ...header('Bearer first'), clientCertificate: pem('C1') })
      folder.write('token', 'second\n')
      folder.write('client.crt', pem('C2'))
      await timers.advance(59_999)
      expect(await credentials.get()).toMatchObject(header('Bearer first'))
      await timers.advance(1)
      expect(await credentials.get()).toMatchObject({ ...header('Bearer second'), clientCertificate: pem('C2') })
    })

    it('with what the user of the same context has become, where credentials were refused', async () => {
      const { credentials } = folder.open(kubeconfig({ token: 'old' })).connection
      const refused = await credentials.get()
      const other = { contexts: [{ name: 'elsewhere' }], 'current-context': 'elsewhere' }
      const config = JSON.parse(kubeconfig({ token: 'new' }))
      folder.write('config', JSON.stringify({ ...config, ...other, contexts: [...config.contexts, ...other.contexts] }))
      credentials.invalidate(refused)
      expect(await credentials.get()).toEqual(header('Bearer new'))
    })

    it('with the token of OIDC as long as it lasts', async () => {
      const timers = new ManualTimers()
      const token = (exp: number) => `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`
      const user = (idToken: string) => ({ 'auth-provider': { name: 'oidc', config: { 'id-token': idToken } } })
      const lasting = token(timers.now() / 1000 + 300)
      const { credentials } = folder.open(kubeconfig(user(lasting)), { timers }).connection
      expect(await credentials.get()).toEqual(header(`Bearer ${lasting}`))
      await timers.advance(300_000)
      await expect(credentials.get()).rejects.toThrow(
        'user "u": the id-token has ended at 2026-01-01T00:05:00.000Z: any kubectl command renews it',
      )
    })
  })

  describe('is refused, with what would be right,', () => {
    it('where it does not hold what it is asked for', () => {
      expect(() => folder.open(kubeconfig({}), { context: 'other' })).toThrow('no context "other" (it has main)')
      expect(() => folder.open('{}')).toThrow('names no current context: choose one (it has none)')
      const dangling = (kind: string) => kubeconfig({}).replace(`"${kind}":"${kind[0]}"`, `"${kind}":"gone"`)
      expect(() => folder.open(dangling('cluster'))).toThrow('context "main" names the cluster "gone"')
      expect(() => folder.open(dangling('user'))).toThrow('context "main" names the user "gone"')
    })

    it('where it is not there or is none', () => {
      const absent = join(folder.path, 'absent')
      expect(() => kubeconfigConnection({ files: [absent] })).toThrow(/there is no kubeconfig: .*absent/)
      expect(() => folder.open('{')).toThrow(/the kubeconfig .*config cannot be read/)
      expect(() => folder.open('hello')).toThrow(/config is no kubeconfig/)
      expect(() => folder.open('{"users":{"u":{}}}')).toThrow(/users must be a list/)
      expect(() => folder.open('{"users":[{}]}')).toThrow(/each of users must have a name/)
    })

    it.each([
      [{}, 'cluster "c" names no server'],
      [{ server: 'api:6443' }, 'server api:6443 must be a URL such as https://host:port'],
      [{ server: 'https://a', 'proxy-url': 'socks5://b' }, 'only http and https proxies are possible'],
      [{ server: 'https://a', 'insecure-skip-tls-verify': 'yes' }, 'insecure-skip-tls-verify must be true or false'],
      [{ server: 'https://a', 'certificate-authority': 'no.crt' }, 'cluster "c": certificate-authority cannot be read'],
      [{ server: 'https://a', 'certificate-authority-data': 'x' }, 'certificate-authority-data is not the Base64 of'],
    ])('where its cluster is %j', (cluster, message) => {
      expect(() => folder.open(kubeconfig({}, cluster))).toThrow(message)
    })

    it.each([
      [{ token: 123 }, 'user "u": token must be text: put it in quotes'],
      [{ token: 'a', username: 'b' }, 'user "u" has a token and a username: leave one out'],
      [{ 'client-key-data': base64(pem('K')) }, 'set client-certificate or client-certificate-data too'],
      [{ tokenFile: 'absent' }, 'the token cannot be read'],
      [{ 'as-groups': ['a'] }, 'set as too'],
      [{ as: 'a', 'as-groups': [1] }, 'as-groups must be a list of texts'],
      [{ 'auth-provider': { name: 'gcp' } }, 'which is no more: use gke-gcloud-auth-plugin'],
      [{ 'auth-provider': { name: 'oidc' } }, 'has no id-token'],
    ])('where its user is %j', async (user, message) => {
      await expect(folder.signIn(user)).rejects.toThrow(message)
    })
  })
})
