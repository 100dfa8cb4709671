import type { SparkConf } from '../../conf/spark-conf.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'

/** All that is the same for every executor of one driver. */
export interface SparkApplication {
  /** `spark.app.id`. */
  readonly appId: string
  /**
   * The driver's own conf once its SparkContext is up, with its host and port, and in the order in which the driver
   * goes through it, which numbers the executors' Java options.
   */
  readonly conf: SparkConf
  /** The Spark version of the image, such as `4.1.4`: a label of the pods. */
  readonly sparkVersion: string
  /** Whom the driver runs as in Hadoop's eyes. */
  readonly sparkUser: string
  /** The driver's pod as the API server knows it, to which its executors belong; absent outside of the cluster. */
  readonly driverPod?: Pod
  /** The executors' pod template, parsed; needed where the conf names one. */
  readonly template?: unknown
  /** What only the driver knows and its executors have to, such as `_SPARK_AUTH_SECRET`. */
  readonly secretEnv?: ReadonlyMap<string, string>
  /** The name of the executors' configmap, where somebody else creates it; else it follows from the application's id. */
  readonly executorConfMap?: string
  /** The files of the driver's SPARK_CONF_DIR that are in that configmap, besides spark.properties. */
  readonly confFiles?: readonly string[]
  /** The driver's own variable SPARK_LOCAL_DIRS. */
  readonly localDirs?: string
}
