import * as lifecycle from '../../../lib/conf/catalogue/executor-lifecycle.ts'

/** What Spark reads when its driver begins, and not when it asks for executors. */
const READ_BY_DRIVER: readonly string[] = Object.values(lifecycle).map(({ key }) => key)

/** The disagreements that `../differences.md` gives reasons for, as they show here. */
const KNOWN: readonly RegExp[] = [
  /^only we refuse: INVALID_PROPERTY spark\.kubernetes\.executor\.(request|limit)\.cores: .* is not a Kubernetes quantity/,
  /^only we refuse: INVALID_POD_TEMPLATE .* where a quantity such as/,
  /^only we refuse: INVALID_POD_TEMPLATE .* (its kind is|volumeMounts\[\d+\] of its container .* names no (volume|path))/,
  /^only Spark refuses: .*NumberFormatException: Illegal value for config key spark\.(driver\.port|blockManager\.port|executor\.instances):/s,
  /^only Spark refuses: .*IllegalArgumentException: For input string: " (true|false) "/s,
  /^only Spark refuses: .* in the config "spark\.kubernetes\.legacy\.useReadWriteOnceAccessMode" is invalid/s,
  /^only Spark refuses: .*SparkException: Exceed the pod creation limit/s,
  /spec\.containers\.\d+\.name: Spark has "", we "spark-kubernetes-executor"$/,
  /ownerReferences\.\d+\.(apiVersion|kind): Spark has "(v1|OwnerReference)", we undefined$/,
  /\.(restartPolicyRules|fileKeyRef|hostnameOverride)\b/,
  /^only we refuse: INVALID_PROPERTY spark\.kubernetes\.executor\.volumes\..*\.options\.sizeLimit: .* is not a Kubernetes quantity/,
  /^only we refuse: INVALID_POD_TEMPLATE .*restartPolicyRules\[/,
]

/** Whether a disagreement is one that is meant. */
export const isKnownDifference = (line: string): boolean =>
  KNOWN.some((known) => known.test(line)) ||
  READ_BY_DRIVER.some((key) => line.startsWith(`only we refuse: INVALID_PROPERTY ${key}:`))
