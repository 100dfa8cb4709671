import { propertyFamily as family, type PropertyFamily } from '../property-family.ts'

const VOLUME_OPTIONS: readonly (readonly [string, string, string])[] = [
  ['hostPath', 'options.path', 'The directory or file of the node.'],
  ['hostPath', 'options.type', 'What Kubernetes has to find there, such as `Directory` or `DirectoryOrCreate`.'],
  ['persistentVolumeClaim', 'options.claimName', 'The claim; `OnDemand` in it makes one for each pod.'],
  ['persistentVolumeClaim', 'options.storageClass', 'The storage class of a claim made on demand.'],
  ['persistentVolumeClaim', 'options.sizeLimit', 'The size of a claim made on demand.'],
  ['nfs', 'options.server', 'The NFS server.'],
  ['nfs', 'options.path', 'The directory that it exports.'],
  ['emptyDir', 'options.medium', '`Memory`, or the disk of the node where it is not set.'],
  ['emptyDir', 'options.sizeLimit', 'How much may be written there.'],
]

const MOUNT_OPTIONS: readonly (readonly [string, string])[] = [
  ['mount.path', 'Where the container sees the volume.'],
  ['mount.subPath', 'The part of the volume that is mounted.'],
  ['mount.subPathExpr', 'The same, with `$(VARIABLES)` of the container in it.'],
  ['mount.readOnly', 'Whether nothing may be written there.'],
]

const volumes = (role: string): PropertyFamily[] => {
  const key = (type: string, rest: string): string => `spark.kubernetes.${role}.volumes.${type}.[volume].${rest}`
  return [
    ...['hostPath', 'persistentVolumeClaim', 'nfs', 'emptyDir'].flatMap((type) =>
      MOUNT_OPTIONS.map(([rest, doc]) => family(key(type, rest), '2.4.0', doc)),
    ),
    ...VOLUME_OPTIONS.map(([type, rest, doc]) => family(key(type, rest), '2.4.0', doc)),
    family(key('persistentVolumeClaim', 'label.[name]'), '4.0.0', 'A label of a claim made on demand.'),
    family(key('persistentVolumeClaim', 'annotation.[name]'), '4.0.0', 'An annotation of a claim made on demand.'),
  ]
}

const ofRole = (role: 'driver' | 'executor'): PropertyFamily[] => [
  family(`spark.kubernetes.${role}.label.[name]`, '2.3.0', `A label of ${role} pods.`),
  family(`spark.kubernetes.${role}.annotation.[name]`, '2.3.0', `An annotation of ${role} pods.`),
  family(`spark.kubernetes.${role}.secrets.[secret]`, '2.3.0', 'The path under which a secret is mounted.'),
  family(`spark.kubernetes.${role}.secretKeyRef.[ENV]`, '2.4.0', 'A variable from a secret, as `secret:key`.'),
  family(`spark.kubernetes.${role}.node.selector.[key]`, '3.3.0', `A label that nodes for ${role} pods have to have.`),
  ...volumes(role),
  family(`spark.${role}.resource.[name].amount`, '3.0.0', 'How many devices of this name a pod gets.'),
  family(`spark.${role}.resource.[name].vendor`, '3.0.0', "The domain part of the device's resource name."),
  family(`spark.${role}.resource.[name].discoveryScript`, '3.0.0', 'A script in the image that finds the devices.'),
]

const CREDENTIALS: readonly (readonly [string, string])[] = [
  ['oauthToken', 'A token, by itself.'],
  ['oauthTokenFile', 'A file with a token.'],
  ['clientKeyFile', "The client's key."],
  ['clientCertFile', "The client's certificate."],
  ['caCertFile', 'The certificate of the authority that the API server is to be known by.'],
]

const credentials = (prefix: string, whose: string, names = CREDENTIALS): PropertyFamily[] =>
  names.map(([name, doc]) => family(`${prefix}${name}`, '2.3.0', `${doc} ${whose}`))

const AUTHENTICATE = 'spark.kubernetes.authenticate.'

/** The settings that come in families, and credentials, which are the same for several clients. */
export const PROPERTY_FAMILIES: readonly PropertyFamily[] = [
  ...ofRole('driver'),
  ...ofRole('executor'),
  family('spark.kubernetes.driver.service.label.[name]', '3.4.0', "A label of the driver's service."),
  family('spark.kubernetes.driver.service.annotation.[name]', '3.0.0', "An annotation of the driver's service."),
  family('spark.kubernetes.node.selector.[key]', '2.3.0', 'A label that nodes for all pods have to have.'),
  family('spark.kubernetes.driverEnv.[ENV]', '2.3.0', 'An environment variable of the driver.'),
  family('spark.executorEnv.[ENV]', '0.9.0', 'An environment variable of the executors.'),
  ...credentials(`${AUTHENTICATE}submission.`, 'For the submitting client.'),
  ...credentials(`${AUTHENTICATE}driver.`, 'For the driver: read by the submitter, and sent along as a secret.'),
  ...credentials(`${AUTHENTICATE}driver.mounted.`, 'For the driver: in its container already.', CREDENTIALS.slice(1)),
  ...credentials(AUTHENTICATE, 'For a driver in client mode.'),
]
