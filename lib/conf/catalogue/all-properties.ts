import type { Property } from '../property.ts'
import * as allocation from './allocation.ts'
import * as application from './application.ts'
import * as clientConnection from './client-connection.ts'
import * as configurationFiles from './configuration-files.ts'
import * as driver from './driver.ts'
import * as dynamicAllocation from './dynamic-allocation.ts'
import * as executor from './executor.ts'
import * as executorLifecycle from './executor-lifecycle.ts'
import * as executorResources from './executor-resources.ts'
import * as featureSteps from './feature-steps.ts'
import * as images from './images.ts'
import * as kerberos from './kerberos.ts'
import * as security from './security.ts'
import * as volumes from './volumes.ts'

/** A part of the catalogue, as the documentation shows it. */
export interface CatalogueSection {
  readonly title: string
  readonly properties: readonly Property<unknown>[]
}

const section = (title: string, properties: Readonly<Record<string, unknown>>): CatalogueSection => ({
  title,
  properties: Object.values(properties) as Property<unknown>[],
})

export const CATALOGUE: readonly CatalogueSection[] = [
  section('The application', application),
  section('Images', images),
  section('The driver', driver),
  section('Reaching the API server', clientConnection),
  section('Configuration files', configurationFiles),
  section('Volumes', volumes),
  section('Kerberos', kerberos),
  section('Security', security),
  section('Executor pods', executor),
  section("Executors' resources", executorResources),
  section("Executors' coming and going", executorLifecycle),
  section('Allocation', allocation),
  section('Dynamic allocation', dynamicAllocation),
  section('Feature steps', featureSteps),
]

export const ALL_PROPERTIES: readonly Property<unknown>[] = CATALOGUE.flatMap(({ properties }) => properties)
