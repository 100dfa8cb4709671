import type { Container, PodSpec } from '../../../../lib/ports/kubernetes-types.ts'

type Quantities = Readonly<Record<string, string>>

const isZero = (quantity: string | undefined): boolean => quantity === undefined || quantity === '0'

const asked = (container: Container): boolean =>
  [container.resources?.limits, container.resources?.requests].some((quantities: Quantities | undefined) =>
    ['cpu', 'memory'].some((name) => !isZero(quantities?.[name])),
  )

const guaranteed = ({ resources }: Container): boolean => {
  const limits: Quantities = resources?.limits ?? {}
  const requests: Quantities = resources?.requests ?? limits
  return ['cpu', 'memory'].every((name) => !isZero(limits[name]) && (requests[name] ?? limits[name]) === limits[name])
}

/** The class by which a node under pressure chooses its victims: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ */
export const qualityOfService = (spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' => {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  if (!containers.some(asked)) return 'BestEffort'
  return containers.every(guaranteed) ? 'Guaranteed' : 'Burstable'
}
