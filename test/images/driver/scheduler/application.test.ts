import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { applicationOf } from '../../../../images/driver/scheduler/application.ts'
import { executorBuilder } from '../../../../lib/scheduler/executor/executor-builder.ts'
import { startMessage } from './start-message.ts'

const PROFILE = {
  id: 0,
  executorResources: { cores: { amount: 1 }, memory: { amount: 1024 } },
  taskResources: { cpus: { amount: 1 } },
}
const SURROUNDINGS = { confFiles: [] }

const built = async (...args: Parameters<typeof applicationOf>) =>
  executorBuilder(await applicationOf(...args))(7, PROFILE).pod

describe("the loop's application", () => {
  it('has executors of the driver that the JVM describes', async () => {
    const driverPod = { metadata: { name: 'driver', namespace: 'default', uid: 'uid-of-driver' } }
    const secretEnvironment = { _SPARK_AUTH_SECRET: 'secret' }
    const pod = await built(startMessage({ driverPod, secretEnvironment }), SURROUNDINGS)
    expect(pod.metadata).toMatchObject({
      labels: { 'spark-app-selector': 'spark-1', 'spark-exec-id': '7', 'spark-version': '4.1.4' },
      ownerReferences: [{ name: 'driver', uid: 'uid-of-driver' }],
    })
    const env = new Map(pod.spec?.containers[0]?.env?.map(({ name, value }) => [name, value]))
    expect(env.get('_SPARK_AUTH_SECRET')).toBe('secret')
    expect(env.get('SPARK_DRIVER_URL')).toBe('spark://CoarseGrainedScheduler@driver.svc:7078')
  })

  it('has settings that refer to others, to defaults and to variables of the driver', async () => {
    const conf = { ...startMessage().conf, 'spark.kubernetes.container.image': '${env:IMAGE}:${spark.executor.cores}' }
    const { spec } = await built(startMessage({ conf }), { ...SURROUNDINGS, environment: { IMAGE: 'mine' } })
    expect(spec?.containers[0]?.image).toBe('mine:1')
  })

  it('mounts of SPARK_CONF_DIR what is in the configmap that the JVM makes', async () => {
    const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) })
    const confFiles = [file('log4j2.properties', 'rootLogger.level = warn'), file('spark.properties', 'spark.a=b')]
    const { spec } = await built(startMessage(), { confFiles })
    const volume = spec?.volumes?.find(({ configMap }) => configMap)
    expect(volume?.configMap).toMatchObject({
      name: 'spark-exec-1-conf-map',
      items: [{ key: 'log4j2.properties', path: 'log4j2.properties' }],
    })
  })

  it('follows the pod template that the conf names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'template-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'template.yaml')
    await writeFile(file, '{metadata: {labels: {team: a}}, spec: {containers: [{name: executor}]}}')
    const named = (value: string) =>
      startMessage({ conf: { ...startMessage().conf, 'spark.kubernetes.executor.podTemplateFile': value } })
    for (const value of [file, `file://${file}`, `local://${file}`])
      expect((await built(named(value), SURROUNDINGS)).metadata?.labels).toMatchObject({ team: 'a' })
    await expect(applicationOf(named('/nonexistent'), SURROUNDINGS)).rejects.toThrow('ENOENT')
  })
})
