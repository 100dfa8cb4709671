import { randomUUID } from 'node:crypto'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import { namedApi, openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import type { Surroundings } from '../surroundings.ts'
import { VERSION } from '../version.ts'
import { type DoctorOptions, readDoctorOptions } from './doctor-options.ts'
import { type Examination, examineDeployment } from './examine-deployment.ts'
import { openClusters } from './open-clusters.ts'
import { counted, writeReport, writeText } from './report.ts'
import type { StackLook } from './stack-look.ts'

async function lookAt(stack: string, { environment, signal }: Surroundings): Promise<StackLook> {
  const { AwsStackLook } = await import('../../aws/doctor/aws-stack-look.ts')
  const { personIdentity } = await import('../../aws/request-signer.ts')
  return new AwsStackLook(stack, { identity: personIdentity(), now: systemTimers.now, environment, signal })
}

/** What there is to look at, by the options and the variables. Throws InvalidJobError API_MISSING where there is nothing. */
async function examination(options: DoctorOptions, surroundings: Surroundings): Promise<Examination> {
  const named = namedApi(options, surroundings.environment)
  const clusters = options.cluster ? openClusters(options, surroundings) : undefined
  if (named.stack === undefined && named.api === undefined && !clusters?.length)
    throw new InvalidJobError(
      'API_MISSING',
      'there is nothing to look at: give --stack NAME, --api URL, or a kubeconfig (KUBECONFIG, --kubeconfig, --context)',
    )
  return {
    version: VERSION,
    timers: systemTimers,
    namespaces: options.namespace,
    forwarderNamespace: options.forwarderNamespace,
    openApi: (url) => openApi(named.api === undefined && url !== undefined ? { api: url } : named, surroundings),
    hasApi: named.api !== undefined || named.stack !== undefined,
    ...(named.stack === undefined
      ? {}
      : { stack: { name: named.stack, look: await lookAt(named.stack, surroundings) } }),
    ...(clusters === undefined ? {} : { clusters }),
    ...(options.submitter === undefined ? {} : { submitter: options.submitter }),
    ...(options.probe ? { probeKey: `doctor-${randomUUID()}` } : {}),
  }
}

/**
 * `sparkdrop doctor`: looks at a deployment from end to end.
 * @throws InvalidJobError API_MISSING, INVALID_OUTPUT; SparkdropError KUBECONFIG_INVALID
 */
export async function runDoctor(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const options = readDoctorOptions(args, surroundings)
  if (typeof options === 'number') return options
  const sections = await examineDeployment(await examination(options, surroundings))
  surroundings.signal.throwIfAborted()
  if (options.output === 'json') writeReport(surroundings.stdout, sections)
  else writeText(surroundings.stdout, sections)
  const { failed, warning, unseen } = counted(sections)
  const bad = failed + (options.strict ? warning + unseen : 0)
  return bad === 0 ? EXIT.done : EXIT.refused
}
