import { listProperty } from '../property.ts'

export const DRIVER_FEATURE_STEPS = listProperty({
  key: 'spark.kubernetes.driver.pod.featureSteps',
  default: '',
  since: '3.2.0',
  doc: 'Steps of your own that change the driver pod after those of Spark: JavaScript modules, by their paths. Java classes cannot run without a JVM and are refused; a pod template does most of what they do.',
})

export const DRIVER_EXCLUDED_FEATURE_STEPS = listProperty({
  key: 'spark.kubernetes.driver.pod.excludedFeatureSteps',
  default: '',
  since: '4.1.0',
  doc: "Classes of Spark's own steps for the driver pod that are left out.",
})
