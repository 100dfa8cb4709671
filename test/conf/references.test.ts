import { describe, expect, it } from 'vitest'
import { NAMESPACE } from '../../lib/conf/catalogue/application.ts'
import { DRIVER_MEMORY_OVERHEAD, DRIVER_POD_NAME } from '../../lib/conf/catalogue/driver.ts'
import { read } from '../../lib/conf/property.ts'
import { withSparkReferences } from '../../lib/conf/references.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'

describe('references in settings', () => {
  const conf = (settings: Record<string, string>) =>
    withSparkReferences(SparkConf.of(settings), { TEAM: 'team-${spark.x}' }, { 'user.name': 'ann' })

  it('stand for the default of a setting that is not set', () => {
    const name = 'x-${spark.kubernetes.namespace}-${spark.driver.memory}-${spark.kubernetes.driver.container.image}'
    const settings = { [DRIVER_POD_NAME.key]: name, 'spark.kubernetes.container.image': 'i' }
    expect(read(conf(settings), DRIVER_POD_NAME)).toBe('x-default-1g-i')
    expect(read(conf({ 'spark.driver.memoryOverhead': '${spark.driver.memory}' }), DRIVER_MEMORY_OVERHEAD)).toBe(1024)
  })

  it('stand for variables and system properties of the submitting side, and what those refer to', () => {
    const settings = { [NAMESPACE.key]: '${env:TEAM}-${system:user.name}', 'spark.x': 'blue' }
    expect(read(conf(settings), NAMESPACE)).toBe('team-blue-ann')
  })

  it.each(['${env:NOPE}', '${system:nope}', '${foo:bar}', '${foo}', '${}', '${spark.nope}', '${spark.x', '$(X)'])(
    '%s stays as it is where nothing is behind it',
    (text) => {
      expect(read(conf({ [DRIVER_POD_NAME.key]: text, 'spark.x': 'x' }), DRIVER_POD_NAME)).toBe(text)
    },
  )

  it('show no variables where none are handed over', () => {
    const alone = withSparkReferences(SparkConf.of({ [DRIVER_POD_NAME.key]: '${env:PATH}' }))
    expect(read(alone, DRIVER_POD_NAME)).toBe('${env:PATH}')
  })

  it('outlast every change of the conf', () => {
    const changed = conf({}).set(NAMESPACE.key, '${system:user.name}').remove('spark.a').setIfMissing('spark.b', '')
    expect(read(changed, NAMESPACE)).toBe('ann')
  })
})
