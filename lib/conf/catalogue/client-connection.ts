import { above } from '../limits.ts'
import { booleanProperty, integerProperty, textProperty, timeProperty } from '../property.ts'

export const CONTEXT = textProperty({
  key: 'spark.kubernetes.context',
  since: '3.0.0',
  doc: 'The context of the kubeconfig to use; the current one where it is not set.',
})

export const TRUST_CERTIFICATES = booleanProperty({
  key: 'spark.kubernetes.trust.certificates',
  default: 'false',
  since: '3.2.0',
  doc: 'Whether the API server is trusted whatever certificate it shows.',
})

export const SUBMISSION_CONNECTION_TIMEOUT = integerProperty({
  key: 'spark.kubernetes.submission.connectionTimeout',
  default: '10000',
  since: '3.0.0',
  doc: 'Milliseconds in which the submitter has to reach the API server.',
})

export const SUBMISSION_REQUEST_TIMEOUT = integerProperty({
  key: 'spark.kubernetes.submission.requestTimeout',
  default: '10000',
  since: '3.0.0',
  doc: 'Milliseconds in which the API server has to answer the submitter; 0 or less: as long as it takes.',
})

export const WAIT_APP_COMPLETION = booleanProperty({
  key: 'spark.kubernetes.submission.waitAppCompletion',
  default: 'true',
  since: '2.3.0',
  doc: 'Whether the submitter stays until the application is done.',
})

export const REPORT_INTERVAL = timeProperty('ms')({
  key: 'spark.kubernetes.report.interval',
  default: '1s',
  check: above(0, 'Logging interval must be a positive time value.'),
  since: '2.3.0',
  doc: 'How often a submitter that stays says how the application is.',
})

export const APP_KILL_GRACE_PERIOD = timeProperty('s')({
  key: 'spark.kubernetes.appKillPodDeletionGracePeriod',
  since: '3.0.0',
  doc: "How long `--kill` gives the pods to end; the pods' own grace period where it is not set.",
})

export const DRIVER_CONNECTION_TIMEOUT = integerProperty({
  key: 'spark.kubernetes.driver.connectionTimeout',
  default: '10000',
  since: '3.0.0',
  doc: 'Milliseconds in which the driver has to reach the API server.',
})

export const DRIVER_REQUEST_TIMEOUT = integerProperty({
  key: 'spark.kubernetes.driver.requestTimeout',
  default: '10000',
  since: '3.0.0',
  doc: 'Milliseconds in which the API server has to answer the driver.',
})
