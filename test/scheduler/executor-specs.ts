import { SparkConf } from '../../lib/conf/spark-conf.ts'
import type { PersistentVolumeClaim, Pod } from '../../lib/ports/kubernetes-types.ts'
import type { BuildExecutor, ExecutorSpec } from '../../lib/scheduler/executor/executor-builder.ts'
import { DEFAULT_PROFILE, type ResourceProfile } from '../../lib/scheduler/resource-profile.ts'
import { type SchedulerSettings, schedulerSettings } from '../../lib/scheduler/scheduler-settings.ts'

export const APP_ID = 'spark-0123456789abcdef0123456789abcdef'
export const NAMESPACE = 'default'

export const profileOf = (id: number): ResourceProfile => ({ ...DEFAULT_PROFILE, id })

export const settingsOf = (conf: Readonly<Record<string, string>> = {}): SchedulerSettings =>
  schedulerSettings(SparkConf.of(conf))

export const executorName = (id: number): string => `app-exec-${id}`

/** An executor's pod as far as the loop looks at it. */
export const executorPodOf = (id: number, profileId = 0, claims: readonly string[] = []): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: executorName(id),
    labels: {
      'spark-app-selector': APP_ID,
      'spark-role': 'executor',
      'spark-exec-id': String(id),
      'spark-exec-resourceprofile-id': String(profileId),
    },
  },
  spec: {
    restartPolicy: 'Never',
    containers: [{ name: 'spark-kubernetes-executor', image: 'spark:4.1.4' }],
    volumes: claims.map((claimName, index) => ({ name: `local-${index}`, persistentVolumeClaim: { claimName } })),
  },
})

export const claimOf = (name: string, storage = '20Gi'): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, labels: { 'spark-app-selector': APP_ID } },
  spec: { accessModes: ['ReadWriteOncePod'], storageClassName: 'gp3', resources: { requests: { storage } } },
})

/** Builds executors with so many claims made on demand. */
export const buildWith =
  (claims = 0): BuildExecutor =>
  (id, { id: profileId }): ExecutorSpec => {
    const names = Array.from({ length: claims }, (_, index) => `${executorName(id)}-pvc-${index}`)
    return { pod: executorPodOf(id, profileId, names), claims: names.map((name) => claimOf(name)) }
  }
