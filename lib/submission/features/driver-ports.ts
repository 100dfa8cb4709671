import {
  BLOCK_MANAGER_PORT,
  CONNECT_PORT,
  DRIVER_BLOCK_MANAGER_PORT,
  DRIVER_PORT,
  UI_PORT,
} from '../../conf/catalogue/application.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'

export interface NamedPort {
  readonly name: string
  readonly port: number
}

/**
 * The ports of a driver, in the order in which pod and service list them; the Spark Connect port is always among them.
 * `spark.blockManager.port` counts for the pod alone: the service and the driver itself keep to the driver's own
 * setting.
 */
export const driverPorts = (conf: SparkConf, of: 'pod' | 'service'): readonly NamedPort[] => [
  { name: 'driver-rpc-port', port: read(conf, DRIVER_PORT) },
  {
    name: 'blockmanager',
    port: read(of === 'pod' ? conf : conf.remove(BLOCK_MANAGER_PORT.key), DRIVER_BLOCK_MANAGER_PORT),
  },
  { name: 'spark-ui', port: read(conf, UI_PORT) },
  { name: 'spark-connect', port: read(conf, CONNECT_PORT) },
]
