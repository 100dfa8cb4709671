import { describe, expect, it } from 'vitest'
import { EXECUTOR_CONTAINER_IMAGE } from '../../../lib/conf/catalogue/images.ts'
import { read } from '../../../lib/conf/property.ts'
import { withSparkReferences } from '../../../lib/conf/references.ts'
import { SparkConf } from '../../../lib/conf/spark-conf.ts'
import { contextConf } from '../../../lib/scheduler/executor/context-conf.ts'

const context = { appId: 'spark-1', startTime: 1, host: 'here' }

describe('the conf of a driver that has begun', () => {
  it('may refer to all that it could refer to before', () => {
    const given = SparkConf.of({ [EXECUTOR_CONTAINER_IMAGE.key]: '${env:IMAGE}:${spark.executor.memory}' })
    const conf = contextConf(withSparkReferences(given, { IMAGE: 'mine' }), context)
    expect(read(conf, EXECUTOR_CONTAINER_IMAGE)).toBe('mine:1g')
  })
})
