import type { Container, Pod, PodSpec } from '../../../../lib/ports/kubernetes-types.ts'
import type { StatusCause } from '../../api-error.ts'
import type { ApiObject } from '../../api-object.ts'
import { duplicate, forbiddenField, invalidValue, notFoundValue, notSupported, required } from '../../field-errors.ts'
import { compareQuantities } from '../../schema/quantity.ts'
import { labelCauses, qualifiedNameErrors } from '../validation.ts'

const MAX_PORT = 65_535

const oneOf = (field: string, value: string | undefined, supported: readonly string[]): StatusCause[] =>
  value === undefined || supported.includes(value) ? [] : [notSupported(field, value, supported)]

/** Names of one list: each a DNS label, none twice. */
const namesCauses = (field: string, names: readonly (string | undefined)[]): StatusCause[] =>
  names.flatMap((name, index) => {
    const at = `${field}[${index}].name`
    if (!name) return [required(at)]
    return [...labelCauses(at, name), ...(names.indexOf(name) < index ? [duplicate(at, name)] : [])]
  })

const environmentCauses = (field: string, container: Container): StatusCause[] =>
  (container.env ?? []).flatMap((variable, index) => [
    ...(variable.name ? [] : [required(`${field}.env[${index}].name`)]),
    ...(variable.value && variable.valueFrom
      ? [invalidValue(`${field}.env[${index}].valueFrom`, '', 'may not be specified when `value` is not empty')]
      : []),
  ])

const portsCauses = (field: string, container: Container): StatusCause[] =>
  (container.ports ?? []).flatMap((port, index) => {
    const at = `${field}.ports[${index}]`
    const number = port.containerPort
    if (!number) return [required(`${at}.containerPort`)]
    return [
      ...(number < 1 || number > MAX_PORT
        ? [invalidValue(`${at}.containerPort`, number, `must be between 1 and ${MAX_PORT}, inclusive`)]
        : []),
      ...oneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']),
    ]
  })

const mountsCauses = (field: string, container: Container, volumes: ReadonlySet<string>): StatusCause[] => {
  const paths = (container.volumeMounts ?? []).map(({ mountPath }) => mountPath)
  return (container.volumeMounts ?? []).flatMap(({ name, mountPath }, index) => {
    const at = `${field}.volumeMounts[${index}]`
    return [
      ...(name ? (volumes.has(name) ? [] : [notFoundValue(`${at}.name`, name)]) : [required(`${at}.name`)]),
      ...(mountPath ? [] : [required(`${at}.mountPath`)]),
      ...(mountPath && paths.indexOf(mountPath) < index
        ? [invalidValue(`${at}.mountPath`, mountPath, 'must be unique')]
        : []),
    ]
  })
}

const resourcesCauses = (field: string, container: Container): StatusCause[] => {
  const { limits = {}, requests = {} } = container.resources ?? {}
  return Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name]
    if (limit === undefined || compareQuantities(request, limit) <= 0) return []
    return [
      invalidValue(`${field}.resources.requests`, request, `must be less than or equal to ${name} limit of ${limit}`),
    ]
  })
}

const containerCauses = (field: string, container: Container, volumes: ReadonlySet<string>): StatusCause[] => [
  ...(container.image ? [] : [required(`${field}.image`)]),
  ...(container.image && container.image !== container.image.trim()
    ? [invalidValue(`${field}.image`, container.image, 'must not have leading or trailing whitespace')]
    : []),
  ...environmentCauses(field, container),
  ...portsCauses(field, container),
  ...mountsCauses(field, container, volumes),
  ...resourcesCauses(field, container),
  ...oneOf(`${field}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
  ...oneOf(`${field}.terminationMessagePolicy`, container.terminationMessagePolicy, ['FallbackToLogsOnError', 'File']),
]

const gatesCauses = (spec: PodSpec): StatusCause[] => {
  const gates = spec.schedulingGates ?? []
  const names = gates.map(({ name }) => name)
  return [
    ...gates.flatMap(({ name }, index) => {
      const at = `spec.schedulingGates[${index}]`
      const malformed = qualifiedNameErrors(name).map((detail) => invalidValue(at, name, detail))
      return names.indexOf(name) < index ? [...malformed, duplicate(at, name)] : malformed
    }),
    ...(gates.length > 0 && spec.nodeName
      ? [forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')]
      : []),
  ]
}

export const podSpecCauses = (spec: PodSpec): StatusCause[] => {
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name))
  const initial = spec.initContainers ?? []
  const containers = spec.containers ?? []
  const names = containers.map(({ name }) => name)
  return [
    ...namesCauses('spec.volumes', [...(spec.volumes ?? []).map(({ name }) => name)]),
    ...(containers.length === 0 ? [required('spec.containers')] : []),
    ...namesCauses('spec.containers', names),
    ...containers.flatMap((container, index) => containerCauses(`spec.containers[${index}]`, container, volumes)),
    ...namesCauses(
      'spec.initContainers',
      initial.map(({ name }) => name),
    ),
    ...initial.flatMap(({ name }, index) =>
      names.includes(name) ? [duplicate(`spec.initContainers[${index}].name`, name)] : [],
    ),
    ...initial.flatMap((container, index) => containerCauses(`spec.initContainers[${index}]`, container, volumes)),
    ...oneOf('spec.restartPolicy', spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...oneOf('spec.dnsPolicy', spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...gatesCauses(spec),
    ...((spec.activeDeadlineSeconds ?? 1) < 1
      ? [
          invalidValue(
            'spec.activeDeadlineSeconds',
            spec.activeDeadlineSeconds,
            'must be between 1 and 2147483647, inclusive',
          ),
        ]
      : []),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [
          invalidValue(
            'spec.terminationGracePeriodSeconds',
            spec.terminationGracePeriodSeconds,
            'must be greater than or equal to 0',
          ),
        ]
      : []),
  ]
}

export const podCauses = (object: ApiObject): StatusCause[] => podSpecCauses((object as Pod).spec ?? { containers: [] })
