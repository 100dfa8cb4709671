/** The name that the pod runner knows the driver image's folder by. */
export const DRIVER_IMAGE = 'sparkdrop/driver:local'
export const CLUSTER_NAME = 'local'
/** Where the demo's jobs run. */
export const NAMESPACE = 'demo'
/** Where the README's jobs run. */
export const TRY_NAMESPACE = 'team-a'

/** The deployment's spark-defaults.conf: small pods, and an API server that pods reach by its address. */
export const sparkDefaults = (kubernetes: string): Record<string, string> => ({
  'spark.kubernetes.container.image': DRIVER_IMAGE,
  'spark.kubernetes.driver.master': kubernetes,
  'spark.executor.instances': '2',
  'spark.executor.cores': '1',
  'spark.executor.memory': '512m',
  'spark.driver.memory': '512m',
})
