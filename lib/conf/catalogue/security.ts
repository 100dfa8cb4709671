import { booleanProperty, textProperty } from '../property.ts'

export const AUTHENTICATE = booleanProperty({
  key: 'spark.authenticate',
  default: 'false',
  since: '1.0.0',
  doc: 'Whether driver and executors prove to one another that they belong together.',
})

export const AUTH_SECRET_FILE = textProperty({
  key: 'spark.authenticate.secret.file',
  since: '3.0.0',
  doc: 'A file in the pods that holds the secret by which they do so.',
})

export const AUTH_SECRET_DRIVER_FILE = textProperty({
  key: 'spark.authenticate.secret.driver.file',
  fallback: AUTH_SECRET_FILE,
  since: '3.0.0',
  doc: 'Where that file is in the driver.',
})

export const AUTH_SECRET_EXECUTOR_FILE = textProperty({
  key: 'spark.authenticate.secret.executor.file',
  fallback: AUTH_SECRET_FILE,
  since: '3.0.0',
  doc: 'Where that file is in the executors.',
})

export const REDACTION_REGEX = textProperty({
  key: 'spark.redaction.regex',
  default: '(?i)secret|password|token|access[.]?key|credential',
  since: '2.1.2',
  doc: 'Which settings are not shown in logs and web pages, by their keys or values.',
})
