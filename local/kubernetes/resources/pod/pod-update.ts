import type { Container, Pod, PodSpec } from '../../../../lib/ports/kubernetes-types.ts'
import type { StatusCause } from '../../api-error.ts'
import type { ApiObject } from '../../api-object.ts'
import { forbiddenField, invalidValue } from '../../field-errors.ts'
import { deepEqual, isObject } from '../../json.ts'

const UPDATABLE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

type Containers = readonly Container[] | undefined

const withImagesOf = (containers: Containers, old: Containers): Container[] | undefined =>
  containers?.map((container, index) => {
    const { image: _changed, ...rest } = container
    const image = old?.[index]?.image
    return image === undefined ? rest : { ...rest, image }
  })

/** Pods hold a node back until their gates are gone: until then, they may still be bound closer. */
const MORE_WHILE_GATED = ['nodeSelector', 'affinity'] as const

const withMutableFieldsOf = (spec: PodSpec, old: PodSpec): PodSpec => {
  const munged: Record<string, unknown> = {
    ...spec,
    containers: withImagesOf(spec.containers, old.containers),
    initContainers: withImagesOf(spec.initContainers, old.initContainers),
  }
  const taken = [
    'activeDeadlineSeconds',
    'tolerations',
    'schedulingGates',
    ...((old.schedulingGates ?? []).length > 0 ? MORE_WHILE_GATED : []),
  ]
  for (const field of taken) munged[field] = old[field as keyof PodSpec]
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1) {
    munged['terminationGracePeriodSeconds'] = old.terminationGracePeriodSeconds
  }
  return withoutUndefined(munged) as unknown as PodSpec
}

const withoutUndefined = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

const changedLines = (before: unknown, after: unknown, path: string): string[] => {
  if (deepEqual(before, after)) return []
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) => changedLines(before[name], after[name], `${path}.${name}`))
  }
  return [`- ${path}: ${JSON.stringify(before) ?? 'null'}`, `+ ${path}: ${JSON.stringify(after) ?? 'null'}`]
}

const containerCountCauses = (field: 'containers' | 'initContainers', spec: PodSpec, old: PodSpec): StatusCause[] =>
  (spec[field] ?? []).length === (old[field] ?? []).length
    ? []
    : [forbiddenField(`spec.${field}`, 'pod updates may not add or remove containers')]

const deadlineCauses = (spec: PodSpec, old: PodSpec): StatusCause[] => {
  const field = 'spec.activeDeadlineSeconds'
  const before = old.activeDeadlineSeconds
  const after = spec.activeDeadlineSeconds
  if (before === undefined || before === after) return []
  if (after === undefined) return [invalidValue(field, null, 'must not update from a positive integer to nil value')]
  return after > before ? [invalidValue(field, after, 'must be less than or equal to previous value')] : []
}

const tolerationCauses = (spec: PodSpec, old: PodSpec): StatusCause[] => {
  const comparable = (toleration: object): object => ({ ...toleration, tolerationSeconds: undefined })
  const kept = (old.tolerations ?? []).every((toleration) =>
    (spec.tolerations ?? []).some((other) => deepEqual(comparable(toleration), comparable(other))),
  )
  return kept
    ? []
    : [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')]
}

const gateCauses = (spec: PodSpec, old: PodSpec): StatusCause[] => {
  const before = new Set((old.schedulingGates ?? []).map(({ name }) => name))
  return (spec.schedulingGates ?? []).flatMap(({ name }, index) =>
    before.has(name)
      ? []
      : [
          forbiddenField(
            `spec.schedulingGates[${index}].name`,
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  )
}

/** What may change in a pod that is there: little besides images, deadlines, tolerations and gates. */
export const podUpdateCauses = (object: ApiObject, current: ApiObject): StatusCause[] => {
  const spec = (object as Pod).spec ?? { containers: [] }
  const old = (current as Pod).spec ?? { containers: [] }
  if (deepEqual(spec, old)) return []
  const counts = [
    ...containerCountCauses('containers', spec, old),
    ...containerCountCauses('initContainers', spec, old),
  ]
  if (counts.length > 0) return counts
  const causes = [...deadlineCauses(spec, old), ...tolerationCauses(spec, old), ...gateCauses(spec, old)]
  const lines = changedLines(old, withMutableFieldsOf(spec, old), 'spec')
  return lines.length === 0 ? causes : [...causes, forbiddenField('spec', `${UPDATABLE}\n${lines.join('\n')}\n`)]
}
