import {
  BLOCK_MANAGER_PORT,
  CONNECT_PORT,
  DRIVER_BLOCK_MANAGER_PORT,
  DRIVER_PORT,
  UI_PORT,
} from '../../conf/catalogue/application.ts'
import { parseBareInteger } from '../../conf/codecs/number.ts'
import { type DefaultedProperty, parseSetting, read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'

export interface NamedPort {
  readonly name: string
  readonly port: number
}

/**
 * Spark looks these up by their keys alone: nothing is put in for references, and blanks are an error, also in those that
 * do not count.
 */
const bare = (
  conf: SparkConf,
  ...properties: readonly [DefaultedProperty<number>, ...DefaultedProperty<number>[]]
): number => {
  const ports = properties
    .filter(({ key }) => conf.contains(key))
    .map(({ key }) => parseSetting(key, conf.get(key, ''), parseBareInteger))
  return ports[0] ?? Number(properties[0].default)
}

/**
 * The ports of a driver, in the order in which pod and service list them; the Spark Connect port is always among them.
 * `spark.blockManager.port` counts for the pod alone: the service and the driver itself keep to the driver's own
 * setting.
 */
export const driverPorts = (conf: SparkConf, of: 'pod' | 'service'): readonly NamedPort[] => [
  { name: 'driver-rpc-port', port: bare(conf, DRIVER_PORT) },
  {
    name: 'blockmanager',
    port:
      of === 'pod' ? bare(conf, DRIVER_BLOCK_MANAGER_PORT, BLOCK_MANAGER_PORT) : bare(conf, DRIVER_BLOCK_MANAGER_PORT),
  },
  { name: 'spark-ui', port: read(conf, UI_PORT) },
  { name: 'spark-connect', port: bare(conf, CONNECT_PORT) },
]
