import { DRIVER_SERVICE_ACCOUNT } from '../../conf/catalogue/driver.ts'
import { EXECUTOR_SERVICE_ACCOUNT } from '../../conf/catalogue/executor.ts'
import { matchesAny } from '../glob.ts'
import type { Rule } from '../judged.ts'
import { refusedSetting } from '../violation.ts'

const PROPERTIES: ReadonlySet<string> = new Set([DRIVER_SERVICE_ACCOUNT.key, EXECUTOR_SERVICE_ACCOUNT.key])

/** Who a job is on the cluster, and by that in the cloud. */
export const serviceAccountRule: Rule = ({ settings, tenant: { serviceAccounts, conf, name } }) =>
  settings
    .filter(({ key, value }) => PROPERTIES.has(key) && conf[key] !== value && !matchesAny(serviceAccounts, value))
    .map((setting) =>
      refusedSetting(
        'service-account',
        setting,
        serviceAccounts.length === 0
          ? 'the policy lets no job choose its service account: leave it out'
          : `the policy allows tenant ${name} ${serviceAccounts.join(', ')}`,
      ),
    )
