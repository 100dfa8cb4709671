import type { SparkConf } from '../conf/spark-conf.ts'
import type { KubernetesObject, Pod } from '../ports/kubernetes-types.ts'
import type { NamedFile } from '../spark-pod/named-file.ts'
import type { DriverIdentity } from './driver-identity.ts'
import type { MainResource } from './main-resource.ts'

/** What Spark reads on the submitting side, read by the caller. */
export interface ClientFiles {
  /** The driver's pod template, parsed. */
  readonly driverPodTemplate?: unknown
  /** The regular files of SPARK_CONF_DIR; absent where there is no such directory. */
  readonly sparkConfDir?: readonly NamedFile[]
  /** The regular files of HADOOP_CONF_DIR; absent where the variable is not set. */
  readonly hadoopConfDir?: readonly NamedFile[]
  /** Files that the conf names (see `clientFiles`), by their paths as they stand there. */
  readonly contents?: ReadonlyMap<string, Uint8Array>
}

/** The variables of the submitting side that Spark hands on to the driver. */
export interface ClientEnvironment {
  readonly SPARK_LOCAL_DIRS?: string | undefined
  readonly PYSPARK_PYTHON?: string | undefined
  readonly PYSPARK_DRIVER_PYTHON?: string | undefined
}

/** One driver to be: what spark-submit knows after it has read its arguments. */
export interface DriverSubmission {
  readonly conf: SparkConf
  readonly main: MainResource
  /** The application's class, for Java. */
  readonly mainClass?: string
  readonly args: readonly string[]
  readonly identity: DriverIdentity
  /** Whom the driver runs as in Hadoop's eyes: the `SPARK_USER` of its container. */
  readonly sparkUser: string
  /** The Spark version of the image, such as `4.1.4`: a label of the pod. */
  readonly sparkVersion: string
  /** When the job was submitted, in milliseconds since the epoch: `spark.app.submitTime`. */
  readonly submitTime: number
  readonly proxyUser?: string
  readonly files?: ClientFiles
  /** What has been staged: URI as the conf has it, without `#name` → URI that the driver fetches. */
  readonly uploads?: ReadonlyMap<string, string>
  readonly environment?: ClientEnvironment
}

/** What there has to be on Kubernetes for the driver to run. */
export interface DriverObjects {
  readonly namespace: string
  readonly pod: Pod
  /** Service, configmaps, claims and secrets, as yet without owner. */
  readonly resources: readonly KubernetesObject[]
  /** What the driver finds in its spark.properties. */
  readonly sparkProperties: ReadonlyMap<string, string>
  /** What Spark passes over in silence and a person would want to know. */
  readonly warnings: readonly string[]
}
