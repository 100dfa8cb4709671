import { CONNECT_PORT, DRIVER_BLOCK_MANAGER_PORT, DRIVER_PORT, UI_PORT } from '../../conf/catalogue/application.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'

/** The ports of a driver, in the order in which pod and service list them; the Spark Connect port is always among them. */
export const driverPorts = (conf: SparkConf): readonly { readonly name: string; readonly port: number }[] => [
  { name: 'driver-rpc-port', port: read(conf, DRIVER_PORT) },
  { name: 'blockmanager', port: read(conf, DRIVER_BLOCK_MANAGER_PORT) },
  { name: 'spark-ui', port: read(conf, UI_PORT) },
  { name: 'spark-connect', port: read(conf, CONNECT_PORT) },
]
