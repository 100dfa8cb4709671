import { listProperty, textProperty } from '../property.ts'

export const CONTAINER_IMAGE = textProperty({
  key: 'spark.kubernetes.container.image',
  since: '2.3.0',
  doc: 'The image of driver and executors, where they have none of their own. One of the three image settings is needed.',
})

export const DRIVER_CONTAINER_IMAGE = textProperty({
  key: 'spark.kubernetes.driver.container.image',
  fallback: CONTAINER_IMAGE,
  since: '2.3.0',
  doc: 'The image of the driver.',
})

export const EXECUTOR_CONTAINER_IMAGE = textProperty({
  key: 'spark.kubernetes.executor.container.image',
  fallback: CONTAINER_IMAGE,
  since: '2.3.0',
  doc: 'The image of the executors.',
})

export const IMAGE_PULL_POLICY = textProperty({
  key: 'spark.kubernetes.container.image.pullPolicy',
  default: 'IfNotPresent',
  allowed: ['Always', 'Never', 'IfNotPresent'],
  since: '2.3.0',
  doc: 'When the nodes pull the images.',
})

export const IMAGE_PULL_SECRETS = listProperty({
  key: 'spark.kubernetes.container.image.pullSecrets',
  default: '',
  since: '2.4.0',
  doc: 'Secrets in the namespace that hold the credentials of private registries.',
})
