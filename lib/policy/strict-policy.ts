import type { PolicyInput } from './policy-schema.ts'
import type { Filled } from './tenant.ts'

/** What a tenant may where its policy says nothing of it. */
export const STRICT_GRANTS: Filled = {
  images: [],
  imageDigests: 'optional',
  files: [
    's3://{bucket}/{namespace}/**',
    '{uploadPath}/{namespace}/**',
    'local:///opt/spark/examples/**',
    'local:///opt/spark/jars/**',
    'class:**',
  ],
  packages: [],
  serviceAccounts: [],
  batchSchedulers: [],
  clusters: ['**'],
  claims: { storageClasses: [], names: [] },
  allow: [],
  unlock: [],
  refuse: [],
  limits: { executors: 100, podCores: '16', podMemory: '128Gi', volume: '500Gi' },
  conf: {},
}

/**
 * The policy of a stack that was given none: each first folder of the drop bucket is a namespace, and who may call the
 * API, make schedules or send to the jobs queue names the namespace.
 */
export const STRICT_POLICY: PolicyInput = {
  version: 1,
  tenants: [
    { name: 'folders', sources: [{ kind: 's3' }], namespaces: ['{folder}'] },
    { name: 'callers', sources: [{ kind: 'sqs' }, { kind: 'schedule' }, { kind: 'api' }], namespaces: ['**'] },
  ],
}
