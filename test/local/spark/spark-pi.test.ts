import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { driverImage } from '../../../local/pod-runner/driver-image.ts'
import { makeDriverParts } from '../../../local/spark/driver-parts.ts'
import { buildExampleJar } from '../../../local/spark/example-jar.ts'
import { NodeUnderTest } from '../pod-runner/node-under-test.ts'

const run = promisify(execFile)
const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url))

const sparkHome = process.env['SPARKDROP_TEST_SPARK_HOME'] ?? ''
if (!sparkHome) console.warn('SPARKDROP_TEST_SPARK_HOME names no Spark: jobs are not run by the pod runner')

describe.skipIf(!sparkHome)('a real Spark under the pod runner', () => {
  let node: NodeUnderTest
  let files: string
  beforeAll(async () => {
    const images = {}
    node = await NodeUnderTest.start({ images })
    files = node.folder
    await buildExampleJar({ sparkHome, outFile: join(files, 'spark-pi.jar') })
    const parts = await makeDriverParts({ folder: join(files, 'parts'), sparkHome })
    const image = driverImage({ sparkHome, parts, files: { '/opt/app': files, '/opt/examples': EXAMPLES } })
    Object.assign(images, { 'spark:local': image })
  }, 60_000)
  afterAll(() => node?.stop())

  /** Submits with the stock spark-submit in cluster mode, which waits for the end, and gives the driver pod. */
  const submit = async (name: string, args: readonly string[]): Promise<{ pod: Pod; output: string }> => {
    const conf = {
      'spark.kubernetes.container.image': 'spark:local',
      'spark.kubernetes.driver.master': node.url,
      'spark.kubernetes.driver.pod.name': name,
      'spark.executor.instances': '2',
      'spark.kubernetes.memoryOverheadFactor': '0.1',
    }
    const settings = Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`])
    const master = ['--master', `k8s://${node.url}`, '--deploy-mode', 'cluster', '--name', name]
    const env = { PATH: process.env['PATH'], SPARK_HOME: sparkHome, KUBECONFIG: '/dev/null' }
    await run(join(sparkHome, 'bin/spark-submit'), [...master, ...settings, ...args], { env }).catch(() => undefined)
    const pod = await node.ended(name)
    return { pod, output: await node.output(pod, 'spark-kubernetes-driver') }
  }

  it('runs a jar submitted by the stock spark-submit with two executors', async () => {
    const main = ['--class', 'dev.sparkdrop.examples.SparkPi', 'local:///opt/app/spark-pi.jar', '4']
    const { pod, output } = await submit('pi', main)
    expect(pod.status?.phase).toBe('Succeeded')
    expect(output).toMatch(/^Pi is roughly 3\.1/m)
    expect(output.match(/Registered executor /g)).toHaveLength(2)
  }, 120_000)

  it('says why where the main class is not in the jar', async () => {
    const { pod } = await submit('wrong-class', ['--class', 'no.such.Main', 'local:///opt/app/spark-pi.jar'])
    expect(pod.status?.phase).toBe('Failed')
    expect(pod.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 101,
      message: 'Error: Failed to load class no.such.Main.',
    })
  }, 120_000)

  it('compiles the example into a jar whose manifest names its main class', async () => {
    await run('jar', ['xf', 'spark-pi.jar', 'META-INF/MANIFEST.MF'], { cwd: files })
    const manifest = await readFile(join(files, 'META-INF/MANIFEST.MF'), 'utf8')
    expect(manifest).toContain('Main-Class: dev.sparkdrop.examples.SparkPi')
  })

  it('runs a Python job', async () => {
    const { pod, output } = await submit('python-pi', ['local:///opt/examples/pi.py', '2'])
    expect(pod.status?.phase).toBe('Succeeded')
    expect(output).toMatch(/^Pi is roughly 3\.1/m)
  }, 120_000)
})
