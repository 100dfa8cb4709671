import { pathToFileURL } from 'node:url'
import { DRIVER_EXCLUDED_FEATURE_STEPS, DRIVER_FEATURE_STEPS } from '../../conf/catalogue/feature-steps.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { DriverStep } from '../../submission/driver-step.ts'
import { type FeatureSteps, isModuleStep } from '../../submission/driver-steps.ts'
import { clientPath } from './client-path.ts'

async function load(name: string, cwd: string): Promise<DriverStep> {
  const refuse = (problem: string, cause?: unknown): InvalidJobError =>
    new InvalidJobError('FEATURE_STEP_UNLOADABLE', `${DRIVER_FEATURE_STEPS.key}: ${name} ${problem}`, {
      details: { property: DRIVER_FEATURE_STEPS.key, value: name },
      cause,
    })
  let module: { readonly driverStep?: unknown }
  try {
    module = await import(pathToFileURL(clientPath(name, cwd)).href)
  } catch (cause) {
    throw refuse(`cannot be loaded: ${cause instanceof Error ? cause.message : cause}`, cause)
  }
  if (typeof module.driverStep === 'function') return module.driverStep as DriverStep
  throw refuse('exports no function driverStep')
}

/**
 * The user's own steps that are JavaScript modules of this machine: each exports `driverStep`, a function of the
 * driver's conf.
 * @throws InvalidJobError FEATURE_STEP_UNLOADABLE
 */
export async function loadFeatureSteps(conf: SparkConf, cwd: string): Promise<FeatureSteps> {
  const excluded = read(conf, DRIVER_EXCLUDED_FEATURE_STEPS)
  const names = read(conf, DRIVER_FEATURE_STEPS).filter((name) => isModuleStep(name) && !excluded.includes(name))
  const steps: [string, DriverStep][] = []
  // One after the other: a module may count on what an earlier one has set up.
  for (const name of names) steps.push([name, await load(name, cwd)])
  return new Map(steps)
}
