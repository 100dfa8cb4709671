import * as fc from 'fast-check'

const SPEC_PARTS = [
  ['serviceAccountName: templ', 'serviceAccount: templ2'],
  ['nodeSelector: {a: 1, disk: ssd, t: true}'],
  ['tolerations: [{key: k, operator: Exists, effect: NoSchedule, tolerationSeconds: 30}]'],
  ['imagePullSecrets: [{name: s}]'],
  ['priorityClassName: high'],
  ['restartPolicy: Always'],
  ['schedulerName: mine'],
  ['dnsPolicy: None', 'dnsConfig: {nameservers: [1.2.3.4], options: [{name: ndots, value: 2}, {name: edns0}]}'],
  ['hostNetwork: true', 'hostAliases: [{ip: 1.1.1.1, hostnames: [a, b]}]'],
  ['hostNetwork: "true"', 'shareProcessNamespace: false'],
  [
    'securityContext: {runAsUser: 185, fsGroup: 0, supplementalGroups: [1, 2], sysctls: [{name: a, value: 1}], runAsNonRoot: true}',
  ],
  [
    'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [1, b]}]}]}}}',
  ],
  [
    'affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: z, labelSelector: {matchLabels: {a: b}}}}]}}',
  ],
  [
    'topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: 1}}}]',
  ],
  ['terminationGracePeriodSeconds: 60'],
  ['activeDeadlineSeconds: "100"'],
  ['initContainers: [{name: init, image: busybox, command: [sh, -c, exit], restartPolicy: Always}]'],
  [
    'volumes: [{name: v, emptyDir: {}}, {name: w, configMap: {name: c, defaultMode: 0644, items: [{key: a, path: b, mode: 0400}]}}]',
  ],
  [
    'volumes: [{name: v, emptyDir: {sizeLimit: 1Gi, medium: Memory}}, {name: spark-local-dir-9, hostPath: {path: /x, type: ""}}]',
  ],
  [
    'volumes: [{name: p, projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 600, audience: x}}, {downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]}}]}}]',
  ],
  [
    'volumes: [{name: e, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}, {name: s, secret: {secretName: x, optional: true}}]',
  ],
  ['overhead: {cpu: 250m, memory: 1.5Gi}'],
  ['runtimeClassName: gvisor', 'preemptionPolicy: Never', 'priority: 5', 'enableServiceLinks: false'],
  [
    'readinessGates: [{conditionType: a}]',
    'schedulingGates: [{name: g}]',
    'os: {name: linux}',
    'hostname: h',
    'subdomain: s',
    'setHostnameAsFQDN: true',
  ],
  ['resourceClaims: [{name: r, resourceClaimTemplateName: t}]', 'hostUsers: false'],
  ['resources: {limits: {cpu: 1}}', 'automountServiceAccountToken: false'],
  ['unknownField: {a: [1, 2.0, x]}'],
  ['nodeName: n', 'ephemeralContainers: [{name: e, image: i}]'],
  ['tolerations: null', 'volumes: []'],
  ['volumes: null', 'nodeSelector: null'],
]

const CONTAINER_PARTS = [
  ['image: templ:1'],
  ['name: ""'],
  ['command: [a, b]', 'args: [x, 1, true]', 'workingDir: /w'],
  ['args: ["{{APP_ID}}", "$(X)"]'],
  [
    'env: [{name: A, value: 1}, {name: SPARK_USER, value: me}, {name: B, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]',
  ],
  ['env: [{name: R, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m, containerName: x}}}, {name: E}]'],
  ['envFrom: [{configMapRef: {name: c, optional: true}, prefix: P_}, {secretRef: {name: s}}]'],
  ['resources: {requests: {cpu: 3, memory: 5Gi, ephemeral-storage: 1Gi}, limits: {cpu: "4", nvidia.com/gpu: 1}}'],
  ['resources: {requests: {cpu: 0.5}, claims: [{name: r}]}'],
  ['resources: {limits: {cpu: 1e3, memory: 1500M, hugepages-2Mi: 100Mi}}'],
  [
    'ports: [{containerPort: 8080, name: web}, {containerPort: 7078, name: driver-rpc-port, protocol: UDP, hostPort: 1}]',
  ],
  ['ports: [{containerPort: "8080"}]'],
  ['volumeMounts: [{name: v, mountPath: /v, readOnly: true, subPath: s, mountPropagation: None}]'],
  ['volumeMounts: [{name: spark-local-dir-9, mountPath: /x}]'],
  ['livenessProbe: {httpGet: {path: /, port: web, httpHeaders: [{name: a, value: 1}]}, periodSeconds: 5}'],
  ['readinessProbe: {exec: {command: [a]}, initialDelaySeconds: 1}', 'startupProbe: {tcpSocket: {port: 4040}}'],
  ['readinessProbe: {grpc: {port: 1, service: s}}', 'livenessProbe: {httpGet: {port: "80"}}'],
  ['lifecycle: {preStop: {exec: {command: [sleep, 1]}}, postStart: {sleep: {seconds: 1}}, stopSignal: SIGTERM}'],
  [
    'securityContext: {capabilities: {drop: [ALL], add: []}, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}}',
  ],
  [
    'imagePullPolicy: Always',
    'terminationMessagePath: /t',
    'terminationMessagePolicy: FallbackToLogsOnError',
    'tty: true',
    'stdin: false',
  ],
  ['resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]', 'volumeDevices: [{name: v, devicePath: /d}]'],
  ['unknown: 1', 'env: []'],
  ['env: null', 'ports: null', 'resources: {}'],
]

const METADATA_PARTS = [
  ['name: templ'],
  ['generateName: g-'],
  ['namespace: other'],
  ['labels: {team: a, spark-role: x, n: 1, t: true, z: null}'],
  ['labels: {spark-app-selector: mine, d: 1.10, y: yes, o: 0x1F, date: 2024-01-01}'],
  ['annotations: {a: "b", long: "two\\n lines", f: 1e3}'],
  ['annotations: {q: \'it\'\'s\', e: "", u: ü, "k:k": "#"}'],
  ['finalizers: [a/b]'],
  ['ownerReferences: [{apiVersion: v1, kind: Pod, name: o, uid: u}]'],
  ['creationTimestamp: null', 'uid: abc', 'resourceVersion: 5', 'generation: 2'],
  ['managedFields: [{manager: m}]', 'deletionGracePeriodSeconds: 3', 'selfLink: x'],
  ['labels: null', 'annotations: {}'],
]

const parts = (pool: readonly (readonly string[])[], indent: string, max: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(fc.constantFrom(...pool), { maxLength: max, selector: ([first = '']) => first.split(':')[0] })
    .map((chosen) => {
      const lines = new Map(chosen.flat().map((line) => [line.split(':')[0], line]))
      return [...lines.values()].map((line) => `${indent}${line}\n`).join('')
    })

const container = (name: string): fc.Arbitrary<string> =>
  parts(CONTAINER_PARTS, '      ', 5).map(
    (fields) => `    - ${fields.includes('name: ""') ? 'x: y' : `name: ${name}`}\n${fields}`,
  )

const containers: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: container('main').map((one) => `  containers:\n${one}`) },
  {
    weight: 2,
    arbitrary: fc.tuple(container('side'), container('main')).map((both) => `  containers:\n${both.join('')}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '  containers: []\n',
      '  containers: [{}]\n',
      '  containers: [{name: main}, {name: main, image: x}]\n',
    ),
  },
)

const whole: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      'apiVersion: v1\nkind: Pod\n',
      'apiVersion: v1\nkind: Pod\n',
      'kind: Pod\n',
      'apiVersion: v1\n',
      '',
      'apiVersion: v2\nkind: Pod\n',
      '---\napiVersion: v1\nkind: Pod\n',
    ),
    parts(METADATA_PARTS, '  ', 4),
    parts(SPEC_PARTS, '  ', 5),
    containers,
    fc.constantFrom('', '', '', '', 'status: {phase: Running}\n', 'unknown: [1]\n', '---\n', '# end\n', '...\n'),
  )
  .map(
    ([head, metadata, spec, list, tail]) =>
      `${head}${metadata === '' ? '' : `metadata:\n${metadata}`}${spec + list === '' ? 'spec: {}\n' : `spec:\n${spec}${list}`}${tail}`,
  )

/** The text of a pod template: mostly one that can be read, with any of the fields that a pod has. */
export const podTemplate: fc.Arbitrary<string> = fc.oneof(
  { weight: 40, arbitrary: whole },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '{}',
      '[]',
      'a: b',
      'spec: 1',
      'spec:\n  - a',
      '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[]}}',
      'metadata: {}',
      'spec: {containers: x}',
      'a: [',
      '\t',
      'null',
      'apiVersion: v1\nkind: Pod\n',
      'kind: List\nitems: []',
      'spec: {}\nspec: {}',
    ),
  },
)
