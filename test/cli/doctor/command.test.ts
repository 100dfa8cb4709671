import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../../lib/cli/run.ts'
import { KubeconfigFolder, kubeconfig } from '../../kubernetes/kubeconfig-folder.ts'
import { capturedSurroundings } from '../captured-surroundings.ts'
import { EmbeddedCluster } from '../embedded-cluster.ts'
import { ServedApi } from '../stack/served-api.ts'

let cluster: EmbeddedCluster
let folder: KubeconfigFolder
let api: ServedApi
beforeAll(async () => {
  cluster = await EmbeddedCluster.start()
  folder = new KubeconfigFolder()
  folder.write('config', kubeconfig({}, { server: cluster.url }))
})
beforeEach(async () => {
  api = await ServedApi.start()
})
afterEach(() => api[Symbol.asyncDispose]())
afterAll(async () => {
  await cluster.stop()
  folder.remove()
})

const config = (): readonly string[] => ['--kubeconfig', `${folder.path}/config`, '--namespace', 'default']

describe('sparkdrop doctor', () => {
  it('says of each thing how it is, what to do about it, and where to read on', async () => {
    const { exitCode, stdout, stderr } = await api.run(['doctor', ...config()])
    expect(stderr).toBe('')
    expect(stdout).toContain('not seen  stack: none is named\n            → give --stack NAME')
    expect(stdout).toMatch(/API\n {2}ok {8}API http:\S+: answers and lets you in \(\d+ ms\)/)
    expect(stdout).toContain('Cluster main\n  ok        API server http://127.0.0.1')
    expect(stdout).toMatch(
      /FAILED {4}forwarder: no forwarder has ever led.*\n.*kubectl apply -k.*\n.*docs\/forwarder\.md/,
    )
    expect(stdout).toMatch(/\d+ ok, \d+ to look at, \d+ failed, \d+ not seen\n$/)
    expect(exitCode).toBe(1)
  })

  it('says the same to programs', async () => {
    const { stdout } = await api.run(['doctor', '--no-cluster', '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({
      counts: { ok: 1, warning: 0, failed: 0, unseen: 1 },
      findings: [
        { section: 'Stack', verdict: 'unseen', about: 'stack', saw: 'none is named' },
        { section: 'API', verdict: 'ok', about: `API ${api.url}` },
      ],
    })
  })

  it('ends with 0 where nothing failed, unless it is told to be strict', async () => {
    expect((await api.run(['doctor', '--no-cluster'])).exitCode).toBe(0)
    expect((await api.run(['doctor', '--no-cluster', '--strict'])).exitCode).toBe(1)
  })

  it('looks at a cluster alone where no stack and no API is named', async () => {
    const surroundings = capturedSurroundings()
    await run(['doctor', ...config()], surroundings)
    expect(surroundings.written.stdout).not.toContain('\nAPI\n')
    expect(surroundings.written.stdout).toContain('Cluster main')
  })

  it('is refused where there is nothing to look at, or no such context', async () => {
    const nothing = capturedSurroundings()
    expect(await run(['doctor'], nothing)).toBe(1)
    expect(nothing.written.stderr).toContain('there is nothing to look at: give --stack NAME')
    expect((await api.run(['doctor', ...config(), '--context', 'other'])).stderr).toContain('no context "other"')
  })

  it('has failed where the API does not answer', async () => {
    const { exitCode, stdout } = await api.run(['doctor', '--api', 'nonsense', '--no-cluster'])
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining("FAILED    API: --api: 'nonsense' is no URL")])
  })
})
