import { DRIVER_POD_TEMPLATE_FILE } from '../../conf/catalogue/driver.ts'
import { EXECUTOR_POD_TEMPLATE_FILE } from '../../conf/catalogue/executor.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { ClientFiles } from '../../submission/driver-submission.ts'

/** What stands for a template in the platform's settings: no file, but the one below. */
const RESTRICTED = 'sparkdrop:restricted'

/** What Pod Security's `restricted` asks for, and Spark's image, which runs as the user 185, bears. */
const RESTRICTED_POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
  },
}

/** The pod templates that the platform asks for: nobody's files are read in the senders' name. */
export const platformTemplates = (conf: SparkConf): ClientFiles => ({
  ...(read(conf, DRIVER_POD_TEMPLATE_FILE) === RESTRICTED ? { driverPodTemplate: RESTRICTED_POD } : {}),
  ...(read(conf, EXECUTOR_POD_TEMPLATE_FILE) === RESTRICTED
    ? { contents: new Map([[RESTRICTED, Buffer.from(JSON.stringify(RESTRICTED_POD))]]) }
    : {}),
})
