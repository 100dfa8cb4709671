/** The differences that `../differences.md` gives reasons for, as they show here. */
const KNOWN: readonly RegExp[] = [
  /spec\.containers\.\d+\.name: Spark has "", we "spark-kubernetes-driver"$/,
  /ownerReferences\.\d+\.apiVersion: Spark has "v1", we undefined$/,
  /ownerReferences\.\d+\.kind: Spark has "OwnerReference", we undefined$/,
  /only we refuse: INVALID_POD_TEMPLATE: .* where a quantity such as /,
  /only we refuse: INVALID_POD_TEMPLATE: .*restartPolicyRules\[/,
  /\.(restartPolicyRules|fileKeyRef)\./,
  /only we refuse: INVALID_PROPERTY: spark\.kubernetes\..*\.options\.sizeLimit: .* is not a Kubernetes quantity/,
  /only we refuse: INVALID_PROPERTY: spark\.kubernetes\.namespace: /,
  /only we refuse: INVALID_PROPERTY: spark\.kubernetes\.driver\.pod\.name: /,
  /Spark refuses: java\.lang\.IllegalArgumentException: (For input string: " true "|URI scheme is not "file"|URI has a fragment component)$/,
]

/** Whether a difference is one that is meant. */
export const isKnownDifference = (difference: string): boolean => KNOWN.some((known) => known.test(difference))
