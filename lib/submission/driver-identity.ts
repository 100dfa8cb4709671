import { hash } from 'node:crypto'

/**
 * Everything that spark-submit would draw at random for the names of one submission. The same seed (a job and its
 * attempt) always gives the same identity, so that a submission made twice meets itself.
 */
export interface DriverIdentity {
  /** `spark.app.id`: `spark-` and 32 hexadecimal digits. */
  readonly appId: string
  /** The 16 digits in `<name>-<id>-driver` and in what is named after it. */
  readonly resourceId: string
  /** The 16 digits in `spark-<id>-driver-svc`, for names that are too long for a service. */
  readonly serviceId: string
  /** The 16 digits in `spark-drv-<id>-conf-map`. */
  readonly confMapId: string
  /** The UUID of the driver's local directory. */
  readonly localDirId: string
}

const uuid = (hex: string): string => hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** The identity that belongs to `seed`, the same on every machine and at any time. */
export function deriveIdentity(seed: string): DriverIdentity {
  const digits = (purpose: string): string => hash('sha256', `${purpose}\n${seed}`)
  return {
    appId: `spark-${digits('app').slice(0, 32)}`,
    resourceId: digits('resources').slice(0, 16),
    serviceId: digits('service').slice(0, 16),
    confMapId: digits('conf-map').slice(0, 16),
    localDirId: uuid(digits('local-dir')),
  }
}
