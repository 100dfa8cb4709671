import type { ImageFolder } from './image.ts'

export interface DriverImageOptions {
  /** Folder with Spark's bin and jars. */
  readonly sparkHome: string
  /** Folder with the image's own parts: driver.mjs, and scheduler.mjs and shim.jar where the loop is to create executors. */
  readonly parts: string
  /** The Node that runs it; absent: the one that runs this. */
  readonly nodePath?: string
  /** Python for PySpark jobs; absent: python3 of the PATH. */
  readonly python?: string
  /** More paths in the image, such as of a jar that is part of it → paths on this machine. */
  readonly files?: Readonly<Record<string, string>>
}

/** For short-lived JVMs on few cores: no second compiler, no parallel collector. */
const QUICK = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto'] as const

/** Names come from the pod's hosts file, and temporary files go where they vanish with the container. */
const JVM_OPTIONS = [...QUICK, '-Djdk.net.hosts.file=/etc/hosts', '-Djava.io.tmpdir=/tmp'] as const

const PYTHON = '/opt/sparkdrop/python3'
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/**
 * The driver image as it is on this machine: Spark at /opt/spark and our entrypoint. The environment says what a
 * container's own file system and network would: which address to bind to, where names, the token and the message
 * file are.
 */
export const driverImage = (options: DriverImageOptions): ImageFolder => {
  const { sparkHome, parts, nodePath = process.execPath, python, files = {} } = options
  const executorOptions = JVM_OPTIONS.map((option, index) => [`SPARK_JAVA_OPT_${1000 + index}`, option])
  return {
    // Programs have paths in the image too: their own may lie below one that means something else there, such as /tmp.
    root: {
      '/opt/spark': sparkHome,
      '/opt/sparkdrop/node': nodePath,
      '/opt/sparkdrop': parts,
      ...(python ? { [PYTHON]: python } : {}),
      ...files,
    },
    entrypoint: ['/opt/sparkdrop/node', '/opt/sparkdrop/driver.mjs'],
    workingDir: '/opt/spark/work-dir',
    env: {
      SPARK_HOME: '/opt/spark',
      SPARK_LOCAL_IP: '$(POD_IP)',
      SPARK_LAUNCHER_OPTS: QUICK.join(' '),
      SPARK_SUBMIT_OPTS: JVM_OPTIONS.join(' '),
      ...Object.fromEntries(executorOptions),
      SPARKDROP_TERMINATION_LOG: '/dev/termination-log',
      KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN: `${SERVICE_ACCOUNT}/token`,
      KUBERNETES_CERTS_CA_FILE: `${SERVICE_ACCOUNT}/ca.crt`,
      ...(python ? { PYSPARK_PYTHON: PYTHON } : {}),
    },
  }
}
