import { PYSPARK_DRIVER_PYTHON, PYSPARK_PYTHON } from '../../conf/catalogue/application.ts'
import { read } from '../../conf/property.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { EnvVar } from '../../ports/kubernetes-types.ts'
import { addEnv, editContainer, envVars } from '../../spark-pod/spark-pod.ts'
import type { DriverConf } from '../driver-conf.ts'
import type { DriverStep } from '../driver-step.ts'
import { driverClass } from '../main-resource.ts'
import { SPARK_PROPERTIES_PATH } from '../spark-conf-volume.ts'
import { isClientSide, stagedMain } from '../uploads.ts'

/** The Python to run is an environment variable of the container, where the conf or the submitting side names one. */
function pythonEnv({ conf, environment, main }: DriverConf): EnvVar[] {
  if (main.kind !== 'python') return []
  const python = read(conf, PYSPARK_PYTHON) ?? environment?.PYSPARK_PYTHON
  const driverPython = read(conf, PYSPARK_DRIVER_PYTHON) ?? environment?.PYSPARK_DRIVER_PYTHON ?? python
  return envVars([
    ...(python === undefined ? [] : [['PYSPARK_PYTHON', python] as const]),
    ...(driverPython === undefined ? [] : [['PYSPARK_DRIVER_PYTHON', driverPython] as const]),
  ])
}

/**
 * The arguments of the driver's container: class, main file, and what the application itself is given. Follows
 * DriverCommandFeatureStep.
 * @throws InvalidJobError MAIN_CLASS_MISSING, and those of `stagedMain`
 */
export const driverCommandStep: DriverStep = (driver) => {
  const { conf, main, proxyUser } = driver
  const mainClass = driverClass(main, driver.mainClass)
  if (mainClass === undefined) {
    throw new InvalidJobError(
      'MAIN_CLASS_MISSING',
      `There is no main class for ${main.uri ?? 'the application'}: specify one with --class, or in the manifest of the jar`,
      { details: { value: main.uri } },
    )
  }
  const uploads = driver.uploads ?? new Map<string, string>()
  const args = [
    'driver',
    ...(proxyUser === undefined ? [] : ['--proxy-user', proxyUser]),
    '--properties-file',
    SPARK_PROPERTIES_PATH,
    '--class',
    mainClass,
    stagedMain(main, conf, uploads),
    ...driver.args,
  ]
  const unreachable = main.kind === 'r' && isClientSide(main.uri) && !uploads.has(main.uri)
  return {
    configurePod: (pod) =>
      addEnv(editContainer(pod, { args: [...(pod.container.args ?? []), ...args] }), ...pythonEnv(driver)),
    systemProperties: { 'spark.kubernetes.resource.type': main.kind },
    warnings: unreachable
      ? [
          `${main.uri} is on the submitting side, and Spark does not upload R files: name it by local:// or a remote URI`,
        ]
      : [],
  }
}
