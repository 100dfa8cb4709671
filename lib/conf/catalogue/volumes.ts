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
