import type { JobRequest } from '../../events/job-request.ts'
import { withCurrentNames } from '../conf/legacy-names.ts'
import { withSparkReferences } from '../conf/references.ts'
import { SparkConf } from '../conf/spark-conf.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { Judged, Rule } from './judged.ts'
import { requestSettings } from './request-settings.ts'
import { environmentRule } from './rules/environment-rule.ts'
import { fileRule } from './rules/file-rule.ts'
import { imageRule } from './rules/image-rule.ts'
import { javaOptionRule } from './rules/java-option-rule.ts'
import { limitRule } from './rules/limit-rule.ts'
import { packageRule } from './rules/package-rule.ts'
import { placementRule } from './rules/placement-rule.ts'
import { propertyRule } from './rules/property-rule.ts'
import { serviceAccountRule } from './rules/service-account-rule.ts'
import { volumeRule } from './rules/volume-rule.ts'
import type { Policy } from './tenant.ts'
import { explainNoTenant, tenantConf, tenantOf } from './tenant-of.ts'
import type { Violation } from './violation.ts'

/** What is judged by the request alone. */
const OF_REQUEST: readonly Rule[] = [
  propertyRule,
  imageRule,
  fileRule,
  packageRule,
  javaOptionRule,
  environmentRule,
  serviceAccountRule,
  volumeRule,
  placementRule,
]

const judge = (policy: Policy, request: JobRequest, conf: SparkConf, rules: readonly Rule[]): readonly Violation[] => {
  const tenant = tenantOf(policy, request)
  if (!tenant) return [explainNoTenant(policy, request)]
  const referring = conf.hasReferences ? conf : withSparkReferences(conf)
  const { settings, unreadable } = requestSettings(request, referring)
  if (unreadable.length > 0) return unreadable
  const judged: Judged = { policy, tenant, request, settings, conf: withCurrentNames(referring).conf }
  return rules.flatMap((rule) => rule(judged))
}

/**
 * All that a job asks for and the policy does not let it have; none where it may run. Pure.
 * @param conf what the job is submitted with: the platform's defaults, the tenant's, and its own
 */
export const checkRequest = (policy: Policy, request: JobRequest, conf: SparkConf): readonly Violation[] =>
  judge(policy, request, conf, [...OF_REQUEST, limitRule])

/**
 * The same where the platform's settings are not known yet, so that a sender hears at once of what will be refused in any
 * case: all but the limits, and what he says of the API server and of where files are staged.
 */
export const checkSent = (policy: Policy, request: JobRequest): readonly Violation[] =>
  judge(
    policy,
    request,
    SparkConf.of({
      ...tenantConf(policy, request),
      ...request.conf,
      'spark.submit.deployMode': 'cluster',
      'spark.kubernetes.namespace': request.namespace,
    }),
    OF_REQUEST,
  )

/** Violations in the words of a refusal: each on a line of its own where there are several. */
export const describeViolations = (violations: readonly Violation[]): string => {
  const [only] = violations
  if (violations.length === 1) return `the policy refuses it: ${only?.message}`
  return `the policy refuses ${violations.length} things:\n${violations.map(({ message }) => `- ${message}`).join('\n')}`
}

/**
 * Lets a job pass, or refuses it.
 * @throws InvalidJobError REFUSED_BY_POLICY which names every violation
 */
export const demandAllowed = (violations: readonly Violation[]): void => {
  if (violations.length === 0) return
  throw new InvalidJobError('REFUSED_BY_POLICY', describeViolations(violations), {
    details: { rules: [...new Set(violations.map(({ rule }) => rule))] },
  })
}
