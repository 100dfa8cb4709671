import { describe, expect, it } from 'vitest'
import { executorStatefulSet } from '../../../lib/scheduler/executor/executor-stateful-set.ts'
import { DEFAULT_PROFILE } from '../../../lib/scheduler/resource-profile.ts'
import { knownDriver, sparkApplication } from '../../builders/spark-application.ts'

const VOLUME = 'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.'
const SETTINGS = {
  [`${VOLUME}mount.path`]: '/data',
  [`${VOLUME}options.claimName`]: 'OnDemand',
  [`${VOLUME}options.storageClass`]: 'gp3',
  [`${VOLUME}options.sizeLimit`]: '5Gi',
  'spark.kubernetes.allocation.pods.allocator': 'statefulset',
}

describe('the stateful set of executors', () => {
  const set = executorStatefulSet(sparkApplication(SETTINGS, { driverPod: knownDriver }), DEFAULT_PROFILE, 3)

  it('keeps so many pods, whose ids follow from their names', () => {
    expect(set.metadata).toMatchObject({ name: 'spark-s-spark-1-0', ownerReferences: [{ name: 'etl-driver' }] })
    expect(set.spec).toMatchObject({ replicas: 3, podManagementPolicy: 'Parallel' })
    expect(set.spec?.template.metadata?.labels).toMatchObject(set.spec?.selector.matchLabels ?? {})
    expect(set.spec?.template.metadata?.labels).toMatchObject({ 'spark-exec-id': 'EXECID' })
    expect(set.spec?.template.spec?.restartPolicy).toBe('Always')
  })

  it('makes the claims itself, under the names of their volumes', () => {
    expect(set.spec?.volumeClaimTemplates?.map(({ metadata }) => metadata?.name)).toEqual(['data'])
    expect(set.spec?.template.spec?.volumes?.map(({ name }) => name)).not.toContain('data')
    expect(set.spec?.template.spec?.containers[0]?.volumeMounts?.map(({ name }) => name)).toContain('data')
  })

  it('is of settings that are all right, even where they have no effect on it', () => {
    const settings = { ...SETTINGS, 'spark.kubernetes.allocation.driver.readinessTimeout': '0' }
    const application = sparkApplication(settings, { driverPod: knownDriver })
    expect(() => executorStatefulSet(application, DEFAULT_PROFILE, 1)).toThrow('readinessTimeout')
  })

  it('needs a driver pod to belong to', () => {
    expect(() => executorStatefulSet(sparkApplication(SETTINGS), DEFAULT_PROFILE, 1)).toThrow(
      'spark.kubernetes.driver.pod.name',
    )
  })
})
