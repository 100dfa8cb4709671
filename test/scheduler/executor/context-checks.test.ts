import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../../lib/conf/spark-conf.ts'
import { checkContext } from '../../../lib/scheduler/executor/context-checks.ts'

const check = (conf: Readonly<Record<string, string>>) => () => checkContext(SparkConf.of(conf))

describe('a conf with which a driver would not begin', () => {
  it.each([
    [{ 'spark.executor.memory': '449m' }, 'must be at least 471859200 bytes'],
    [{ 'spark.executor.cores': '1', 'spark.task.cpus': '2' }, 'has to be >= the number of cpus per task'],
    [{ 'spark.executor.extraJavaOptions': '-Dspark.x=1' }, 'not allowed to set Spark options'],
    [{ 'spark.executor.defaultJavaOptions': '-Xmx1g' }, 'not allowed to specify max heap memory settings'],
    [
      { 'spark.authenticate': 'true', 'spark.authenticate.secret.driver.file': '/s' },
      'spark.authenticate.secret.executor.file: Secret files must be specified for both',
    ],
    [{ 'spark.task.resource.gpu.amount': '0.5' }, 'No executor resource configs were specified'],
  ] as [Record<string, string>, string][])('is refused: %j', (conf, message) => {
    expect(check(conf)).toThrow(message)
  })

  it('is not one that names one file for both, or leaves the secret to Spark', () => {
    expect(check({ 'spark.authenticate': 'true', 'spark.authenticate.secret.file': '/s' })).not.toThrow()
    expect(check({ 'spark.authenticate': 'true' })).not.toThrow()
    expect(check({ 'spark.authenticate.secret.driver.file': '/s' })).not.toThrow()
  })

  it('is not one whose tasks take devices that the executors have, or none', () => {
    const gpu = { 'spark.executor.resource.gpu.amount': '1', 'spark.executor.resource.gpu.vendor': 'nvidia.com' }
    expect(check({ ...gpu, 'spark.task.resource.gpu.amount': '0.5' })).not.toThrow()
    expect(check({ 'spark.task.resource.gpu.amount': '0' })).not.toThrow()
  })
})
