import { booleanProperty } from '../property.ts'

export const LOCAL_DIRS_TMPFS = booleanProperty({
  key: 'spark.kubernetes.local.dirs.tmpfs',
  default: 'false',
  since: '3.0.0',
  doc: 'Whether local directories are kept in memory; what is written there then counts as memory of the pod.',
})

export const LEGACY_PVC_ACCESS_MODE = booleanProperty({
  key: 'spark.kubernetes.legacy.useReadWriteOnceAccessMode',
  default: 'false',
  since: '3.4.3',
  doc: 'Whether claims made on demand are ReadWriteOnce, as they were before they became ReadWriteOncePod.',
})

export const OWN_PERSISTENT_VOLUME_CLAIM = booleanProperty({
  key: 'spark.kubernetes.driver.ownPersistentVolumeClaim',
  default: 'true',
  since: '3.2.0',
  doc: 'Whether claims made for executors belong to the driver, and so outlive the executor.',
})

export const REUSE_PERSISTENT_VOLUME_CLAIM = booleanProperty({
  key: 'spark.kubernetes.driver.reusePersistentVolumeClaim',
  default: 'true',
  since: '3.2.0',
  doc: 'Whether a new executor takes over the claim of one that is gone.',
})

export const WAIT_TO_REUSE_PERSISTENT_VOLUME_CLAIM = booleanProperty({
  key: 'spark.kubernetes.driver.waitToReusePersistentVolumeClaim',
  default: 'false',
  since: '3.4.0',
  doc: 'Whether the driver waits for a claim to become free rather than make more of them than executors.',
})
