import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { contextConf } from '../../lib/scheduler/executor/context-conf.ts'
import { type BuildExecutor, executorBuilder } from '../../lib/scheduler/executor/executor-builder.ts'
import { NO_SCHEDULER } from '../submission/no-scheduler.ts'

export interface Application {
  readonly server: string
  readonly namespace: string
  readonly executors: number
}

/** What every driver is given, whoever creates its executors. */
export const driverConf = ({ server, namespace, executors }: Application): Readonly<Record<string, string>> => ({
  'spark.master': `k8s://${server}`,
  'spark.app.name': 'hold',
  'spark.executor.instances': String(executors),
  'spark.driver.host': '127.0.0.1',
  'spark.driver.bindAddress': '127.0.0.1',
  'spark.ui.enabled': 'false',
  'spark.scheduler.minRegisteredResourcesRatio': '0',
  'spark.kubernetes.namespace': namespace,
  'spark.kubernetes.container.image': 'docker.io/library/spark:4.1.4',
  'spark.kubernetes.executor.scheduler.name': NO_SCHEDULER,
})

/** The same pods as those of a driver, Java options of its SparkContext included, for a loop without one. */
export const buildWithoutDriver = (application: Application, appId: string): BuildExecutor =>
  executorBuilder({
    appId,
    sparkVersion: '4.1.4',
    sparkUser: 'bench',
    conf: contextConf(SparkConf.of({ ...driverConf(application), 'spark.app.id': appId }), {
      appId,
      startTime: 0,
      host: '127.0.0.1',
    }),
  })
