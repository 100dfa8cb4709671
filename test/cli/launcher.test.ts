import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { EmbeddedCluster } from './embedded-cluster.ts'
import { BuiltCommand } from './run-command.ts'

const LAUNCHER = fileURLToPath(new URL(`../../${manifest.bin.sparkdrop}`, import.meta.url))

describe('the sparkdrop command as a process', () => {
  let command: BuiltCommand
  let cluster: EmbeddedCluster
  let cache: string
  beforeAll(async () => {
    command = await BuiltCommand.build()
    cluster = await EmbeddedCluster.start()
    cache = await mkdtemp(join(tmpdir(), 'sparkdrop-cache-'))
  })
  afterAll(async () => {
    await Promise.all([command.remove(), cluster.stop(), rm(cache, { recursive: true, force: true })])
  })

  it('is what the package names as its bin, bundled or not', async () => {
    const env = { PATH: process.env.PATH, XDG_CACHE_HOME: cache }
    const { stdout } = await promisify(execFile)(process.execPath, [LAUNCHER, '--version'], { env })
    expect(stdout).toBe(`sparkdrop ${manifest.version}, submitting as Spark 4.1.4\n`)
  })

  it('prints YAML, for which the bundle loads a part of its own', async () => {
    const args = ['submit', '--master', 'k8s://https://h', '--class', 'X', '--dry-run', 'local:///a.jar']
    const image = ['--conf', 'spark.kubernetes.container.image=i']
    const { exitCode, stdout, stderr } = await command.run([...args.slice(0, -1), ...image, 'local:///a.jar'])
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toMatch(/^apiVersion: v1\nkind: Pod\n/)
  })

  it('ends without a word where nobody reads what it writes', async () => {
    const args = ['submit', '--master', 'k8s://https://h', '--class', 'X', '--dry-run']
    const image = ['--conf', 'spark.kubernetes.container.image=i', 'local:///a.jar']
    const running = command.start([...args, ...image])
    running.stopReading()
    expect((await running.outcome).stderr).toBe('')
  })

  it('ends at Ctrl-C while it waits, and the driver goes on', async () => {
    const running = command.start([
      ...['submit', '--master', `k8s://${cluster.url}`, '--class', 'X', '--follow'],
      ...['--conf', 'spark.kubernetes.container.image=i', '--conf', 'spark.kubernetes.driver.pod.name=waiting'],
      'local:///a.jar',
    ])
    await cluster.pod('waiting', ({ spec }) => (spec?.schedulingGates ?? []).length === 0)
    await cluster.report('waiting')
    running.kill('SIGINT')
    const { exitCode, stderr } = await running.outcome
    expect(exitCode, stderr).toBe(130)
    expect(stderr).toContain('to end it: sparkdrop submit --kill default:waiting')
    expect(await cluster.pods()).toHaveLength(1)
  })
})
