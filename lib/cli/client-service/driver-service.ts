import { DRIVER_BLOCK_MANAGER_PORT, DRIVER_PORT } from '../../conf/catalogue/application.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { ObjectMeta, Pod, Service } from '../../ports/kubernetes-types.ts'
import { ownedBy } from '../../spark-pod/owner-reference.ts'

/** Marks the one pod that a service of ours leads to. */
export const CLIENT_DRIVER_LABEL = 'sparkdrop.dev/client-driver'

/** A pod in which somebody runs a driver in client mode, as it is on the cluster. */
export type DriverHost = Pod & { readonly metadata: ObjectMeta & { name: string; namespace: string } }

const port = (name: string, number: number) => ({ name, port: number, targetPort: number })

/** The headless service by which executors reach the driver in this pod; it is the pod's own and goes with it. */
export function clientService(pod: DriverHost, name: string, conf: SparkConf): Service {
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: pod.metadata.namespace },
    spec: {
      clusterIP: 'None',
      selector: { [CLIENT_DRIVER_LABEL]: name },
      ports: [
        port('driver-rpc-port', read(conf, DRIVER_PORT)),
        port('blockmanager', read(conf, DRIVER_BLOCK_MANAGER_PORT)),
      ],
      // A driver in client mode is reached before its pod says that it is ready: executors connect while it starts.
      publishNotReadyAddresses: true,
    },
  }
  return { ...service, ...ownedBy([service], pod)[0] }
}

/** What the driver has to be told so that its executors find it, and go with its pod. */
export const clientConf = (
  pod: DriverHost,
  service: string,
  conf: SparkConf,
): readonly (readonly [string, string])[] => [
  ['spark.submit.deployMode', 'client'],
  ['spark.kubernetes.namespace', pod.metadata.namespace],
  ['spark.kubernetes.driver.pod.name', pod.metadata.name],
  ['spark.driver.host', `${service}.${pod.metadata.namespace}.svc`],
  ['spark.driver.bindAddress', '0.0.0.0'],
  [DRIVER_PORT.key, String(read(conf, DRIVER_PORT))],
  [DRIVER_BLOCK_MANAGER_PORT.key, String(read(conf, DRIVER_BLOCK_MANAGER_PORT))],
]
