import type { Pod } from '../../ports/kubernetes-types.ts'

/** Holds a driver back until its resources exist and its uid is recorded. */
export const RESOURCES_GATE = 'sparkdrop.dev/resources'

export const isGated = (pod: Pod): boolean =>
  pod.spec?.schedulingGates?.some(({ name }) => name === RESOURCES_GATE) ?? false

/** The pod with our gate in front of those that it has. */
export const withGate = (pod: Pod): Pod => ({
  ...pod,
  spec: {
    ...pod.spec,
    containers: pod.spec?.containers ?? [],
    schedulingGates: [{ name: RESOURCES_GATE }, ...(pod.spec?.schedulingGates ?? [])],
  },
})
