import { booleanProperty, integerProperty, listProperty, textProperty } from '../property.ts'

export const NAMESPACE = textProperty({
  key: 'spark.kubernetes.namespace',
  default: 'default',
  check: {
    holds: (namespace) => /^[\w.-]+$/.test(namespace),
    message: 'A namespace has a name of lower case letters, digits and hyphens, such as team-a.',
  },
  since: '2.3.0',
  doc: 'The namespace in which driver and executors run.',
})

export const APP_NAME = textProperty({
  key: 'spark.app.name',
  since: '0.9.0',
  doc: 'The name of the application, from which those of its Kubernetes objects follow.',
})

export const SCHEDULER_NAME = textProperty({
  key: 'spark.kubernetes.scheduler.name',
  since: '3.3.0',
  doc: 'The Kubernetes scheduler that places driver and executor pods.',
})

export const UPLOAD_PATH = textProperty({
  key: 'spark.kubernetes.file.upload.path',
  since: '3.0.0',
  doc: 'Where files of the submitting side are put so that the driver can fetch them, such as `s3a://bucket/staging`.',
})

export const JARS = listProperty({
  key: 'spark.jars',
  default: '',
  since: '0.9.0',
  doc: 'Jars for the class paths of driver and executors, separated by commas.',
})

export const FILES = listProperty({
  key: 'spark.files',
  default: '',
  since: '1.0.0',
  doc: 'Files for the working directory of every executor, separated by commas.',
})

export const ARCHIVES = listProperty({
  key: 'spark.archives',
  default: '',
  since: '3.1.0',
  doc: 'Archives to unpack in the working directory of every executor; `#name` says under which name.',
})

export const PY_FILES = listProperty({
  key: 'spark.submit.pyFiles',
  default: '',
  since: '1.0.1',
  doc: 'Python files, zips and eggs for the PYTHONPATH, separated by commas.',
})

export const PYSPARK_PYTHON = textProperty({
  key: 'spark.pyspark.python',
  since: '2.1.0',
  doc: 'The Python that driver and executors run.',
})

export const PYSPARK_DRIVER_PYTHON = textProperty({
  key: 'spark.pyspark.driver.python',
  fallback: PYSPARK_PYTHON,
  since: '2.1.0',
  doc: 'The Python that the driver runs.',
})

export const BLOCK_MANAGER_PORT = integerProperty({
  key: 'spark.blockManager.port',
  default: '7079',
  since: '1.1.0',
  doc: 'The port of the block managers, of the driver too where it has none of its own.',
})

export const DRIVER_BLOCK_MANAGER_PORT = integerProperty({
  key: 'spark.driver.blockManager.port',
  default: '7079',
  fallback: BLOCK_MANAGER_PORT,
  since: '2.1.0',
  doc: "The port of the driver's block manager.",
})

export const DRIVER_PORT = integerProperty({
  key: 'spark.driver.port',
  default: '7078',
  since: '0.7.0',
  doc: 'The port on which the driver listens for its executors.',
})

export const UI_PORT = integerProperty({
  key: 'spark.ui.port',
  default: '4040',
  since: '0.7.0',
  doc: "The port of the application's web UI.",
})

export const CONNECT_PORT = integerProperty({
  key: 'spark.connect.grpc.binding.port',
  default: '15002',
  since: '3.4.0',
  doc: 'The port of the Spark Connect server, where the driver is one.',
})

export const DEPLOY_MODE = textProperty({
  key: 'spark.submit.deployMode',
  default: 'client',
  since: '1.5.0',
  doc: 'Where the driver runs; sparkdrop submits in `cluster` mode only.',
})

export const RESOURCE_TYPE = textProperty({
  key: 'spark.kubernetes.resource.type',
  allowed: ['java', 'python', 'r'],
  since: '2.4.1',
  doc: 'What the application is written in; set by the submitter.',
})

export const SUBMIT_IN_DRIVER = booleanProperty({
  key: 'spark.kubernetes.submitInDriver',
  default: 'false',
  since: '2.4.0',
  doc: 'Whether this is the driver of a submission in cluster mode; set by the submitter.',
})
