import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import { base64, KubeconfigFolder, kubeconfig, pem } from './kubeconfig-folder.ts'
import { ManualTimers } from './manual-timers.ts'

const API = 'client.authentication.k8s.io/v1'

describe('a plugin that makes credentials', () => {
  let folder: KubeconfigFolder
  beforeEach(() => {
    folder = new KubeconfigFolder()
  })
  afterEach(() => folder.remove())

  /** A plugin whose `status` is what the expression gives; `run` counts how often it was run, `info` is what it is told. */
  const plugin = (status: string, settings: object = {}, apiVersion = API) => ({
    exec: {
      apiVersion,
      interactiveMode: 'Never',
      command: process.execPath,
      args: [
        '-e',
        `const fs = require('node:fs'); const file = ${JSON.stringify(`${folder.path}/runs`)}
        fs.appendFileSync(file, 'x')
        const run = fs.readFileSync(file, 'utf8').length
        const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
        console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: info.apiVersion, status: ${status} }))`,
      ],
      ...settings,
    },
  })
  const problem = async (user: object): Promise<SparkdropError> => {
    const error = await folder.signIn(user).catch((caught: unknown) => caught)
    return error as SparkdropError
  }

  it('is run once, and again when what it gave was refused', async () => {
    const { credentials } = folder.open(kubeconfig(plugin('{ token: `token-${run}` }'))).connection
    const first = await credentials.get()
    expect([first.headers.authorization, await credentials.get()]).toEqual(['Bearer token-1', first])
    credentials.invalidate(first)
    expect((await credentials.get()).headers.authorization).toBe('Bearer token-2')
  })

  it('is run again a minute before what it gave ends', async () => {
    const timers = new ManualTimers()
    const status = `{ token: String(run), expirationTimestamp: '2026-01-01T00:15:00Z' }`
    const { credentials } = folder.open(kubeconfig(plugin(status)), { timers }).connection
    const first = await credentials.get()
    await timers.advance(839_999)
    expect(await credentials.get()).toBe(first)
    await timers.advance(1)
    expect((await credentials.get()).headers.authorization).toBe('Bearer 2')
  })

  it.each([API, 'client.authentication.k8s.io/v1beta1'])(
    'is spoken to in %s, with its own variables',
    async (version) => {
      const echo = plugin('{ token: process.env.FLAVOUR + JSON.stringify(info) }', {}, version)
      const env = [{ name: 'FLAVOUR', value: 'sweet' }]
      const { headers } = await folder.signIn({ exec: { ...echo.exec, env } })
      const told = { kind: 'ExecCredential', apiVersion: version, spec: { interactive: false } }
      expect(headers.authorization).toBe(`Bearer sweet${JSON.stringify(told)}`)
    },
  )

  it('is told of its cluster where it wants to know', async () => {
    const cluster = {
      server: 'https://a',
      'tls-server-name': 'b',
      'certificate-authority': folder.write('ca.crt', pem('authority')),
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }, { name: 'other' }],
    }
    const echo = plugin('{ token: JSON.stringify(info.spec.cluster) }', { provideClusterInfo: true })
    const { headers } = await folder.signIn(echo, cluster)
    expect(JSON.parse(String(headers.authorization).replace('Bearer ', ''))).toEqual({
      server: 'https://a',
      'tls-server-name': 'b',
      'certificate-authority-data': base64(pem('authority')),
      config: { audience: 'x' },
    })
  })

  it('may give a client certificate, beside which other settings of the user stay', async () => {
    const status = `{ clientCertificateData: 'C', clientKeyData: 'K' }`
    expect(await folder.signIn({ ...plugin(status), as: 'other' })).toEqual({
      headers: { 'impersonate-user': 'other' },
      clientCertificate: 'C',
      clientKey: 'K',
    })
  })

  it('is not run where there is a token', async () => {
    expect(await folder.signIn({ ...plugin('{}'), token: 'abc' })).toEqual({ headers: { authorization: 'Bearer abc' } })
  })

  it.each([
    ['{}', {}, 'it gave neither a token nor a client certificate'],
    [`{ clientKeyData: 'K' }`, {}, 'only one of clientCertificateData and clientKeyData'],
    [`{ token: 'a', expirationTimestamp: 'soon' }`, {}, 'expirationTimestamp soon is no time'],
    ['process.exit(3)', {}, 'it ended with exit code 3'],
    ['{}', { args: ['-e', ''] }, 'it wrote no ExecCredential'],
    ['{}', { args: ['-p', '`{"kind":"ExecCredential","apiVersion":"v9"}`'] }, 'it answers in v9'],
  ])('that gives %s with %j is told what is wrong with it', async (status, settings, message) => {
    const error = await problem(plugin(status, settings))
    expect(error).toMatchObject({ code: 'KUBECONFIG_CREDENTIALS', retryable: true })
    expect(error.message).toMatch(/^user "u": exec: no credentials from the plugin /)
    expect(error.message).toContain(message)
  })

  it.each([
    [{ apiVersion: 'client.authentication.k8s.io/v1alpha1' }, 'v1alpha1 is none of client.authentication.k8s.io/v1,'],
    [{ command: '' }, "command must name the plugin's program"],
    [{ env: [{ name: 'A' }] }, 'each of env must have a name and a value'],
  ])('is not run with %j', async (settings, message) => {
    const error = await problem(plugin('{}', settings))
    expect([error.code, error.message]).toEqual(['KUBECONFIG_INVALID', expect.stringContaining(message)])
  })

  it('that has to ask a person is not run where there is none', async () => {
    const error = await problem(plugin('{}', { interactiveMode: 'Always' }))
    expect(error.message).toContain('wants to ask a person, and standard input is no terminal')
  })

  it('that is not installed is named, with how to install it', async () => {
    const settings = { command: './no-such-plugin', installHint: 'brew install it' }
    expect(await problem(plugin('{}', settings))).toMatchObject({
      code: 'KUBECONFIG_CREDENTIALS',
      retryable: false,
      message: expect.stringMatching(/kubeconfig-\w+\/no-such-plugin: there is no such program\nbrew install it$/),
    })
  })
})
