import { describe, expect, it } from 'vitest'
import { driverCommand, executorCommand } from '../../../images/driver/spark-command.ts'

const executorEnv = {
  SPARK_HOME: '/opt/spark',
  SPARK_CONF_DIR: '/opt/spark/conf',
  JAVA_HOME: '/jdk',
  SPARK_DRIVER_URL: 'spark://CoarseGrainedScheduler@driver-svc:7078',
  SPARK_EXECUTOR_ID: '7',
  SPARK_EXECUTOR_CORES: '2',
  SPARK_EXECUTOR_MEMORY: '512m',
  SPARK_APPLICATION_ID: 'spark-1',
  SPARK_EXECUTOR_POD_IP: '10.0.0.7',
  SPARK_RESOURCE_PROFILE_ID: '0',
  SPARK_EXECUTOR_POD_NAME: 'pi-exec-7',
}

describe("the stock image's commands", () => {
  it("starts a driver as spark-submit in client mode, bound to the pod's address", () => {
    const env = { SPARK_HOME: '/opt/spark', SPARK_DRIVER_BIND_ADDRESS: '10.0.0.1' }
    expect(driverCommand(['--class', 'C', 'app.jar'], env).join(' ')).toBe(
      '/opt/spark/bin/spark-submit --conf spark.driver.bindAddress=10.0.0.1 ' +
        '--conf spark.executorEnv.SPARK_DRIVER_POD_IP=10.0.0.1 --deploy-mode client --class C app.jar',
    )
  })

  it('starts an executor from what the driver put into its environment', () => {
    expect(executorCommand(executorEnv).join(' ')).toBe(
      '/jdk/bin/java -Xms512m -Xmx512m -cp /opt/spark/conf:/opt/spark/jars/* ' +
        'org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend ' +
        '--driver-url spark://CoarseGrainedScheduler@driver-svc:7078 --executor-id 7 --cores 2 --app-id spark-1 ' +
        '--hostname 10.0.0.7 --resourceProfileId 0 --podName pi-exec-7',
    )
  })

  it('gives Java options in the order of their numbers, spaces and all', () => {
    const env = { ...executorEnv, SPARK_JAVA_OPT_10: '-Dc=3', SPARK_JAVA_OPT_2: '-Db=2 2', SPARK_JAVA_OPT_0: '-Da=1' }
    expect(executorCommand(env).slice(1, 4)).toEqual(['-Da=1', '-Db=2 2', '-Dc=3'])
  })

  it("puts configuration before Spark's jars and additions after them", () => {
    const env = {
      ...executorEnv,
      HADOOP_CONF_DIR: '/hadoop',
      SPARK_EXTRA_CLASSPATH: '/extra',
      SPARK_DIST_CLASSPATH: '/dist',
    }
    expect(executorCommand(env)).toContain('/opt/spark/conf:/hadoop:/opt/spark/jars/*:/extra:/dist')
  })

  it('names the variable that is missing', () => {
    const { SPARK_DRIVER_URL: _, ...env } = executorEnv
    expect(() => executorCommand(env)).toThrow('SPARK_DRIVER_URL is not set')
  })
})
