import type { Violation } from '../../lib/policy/violation.ts'

/** One setting that no job gets past the policy of a stack that was given none. */
export interface RefusedSetting {
  readonly key: string
  readonly value: string
  readonly rule: Violation['rule']
  /** Other ways to write the same: other keys, other values. */
  readonly disguises?: readonly (readonly [string, string])[]
}

const owned = (key: string, value = 'mine'): RefusedSetting => ({ key, value, rule: 'property' })

const both = (name: string, value?: string): RefusedSetting[] =>
  ['driver', 'executor'].map((role) => owned(`spark.kubernetes.${role}.${name}`, value))

const IMAGES: readonly RefusedSetting[] = [
  { key: 'spark.kubernetes.container.image', value: 'evil', rule: 'image' },
  {
    key: 'spark.kubernetes.driver.container.image',
    value: 'evil/spark:1',
    rule: 'image',
    disguises: [['spark.kubernetes.driver.docker.image', 'evil/spark:1']],
  },
  {
    key: 'spark.kubernetes.executor.container.image',
    value: 'spark:{{SPARK_VERSION}}',
    rule: 'image',
    disguises: [['spark.kubernetes.executor.docker.image', 'evil']],
  },
]

const PLATFORMS: readonly RefusedSetting[] = [
  owned('spark.master', 'local[*]'),
  owned('spark.remote', 'sc://elsewhere'),
  owned('spark.submit.deployMode', 'client'),
  owned('spark.kubernetes.namespace', 'kube-system'),
  owned('spark.kubernetes.file.upload.path', 's3a://drop/team-b'),
  owned('spark.app.id', 'spark-of-another'),
  owned('spark.app.submitTime', '1'),
  owned('sparkdrop.submission.gate', 'false'),
  owned('spark.sparkdrop.scheduler.fallback', 'fail'),
  owned('spark.kubernetes.context'),
  owned('spark.kubernetes.trust.certificates', 'true'),
  owned('spark.kubernetes.driver.master', 'https://elsewhere'),
  owned('spark.kubernetes.driver.pod.name'),
  owned('spark.kubernetes.driver.resourceNamePrefix'),
  owned('spark.kubernetes.executor.podNamePrefix'),
  owned('spark.kubernetes.allocation.pods.allocator', 'com.example.Mine'),
  owned('spark.kubernetes.allocation.batch.size', '10000'),
  owned('spark.kubernetes.allocation.batch.delay', '1ms'),
  owned('spark.kubernetes.executor.apiPollingInterval', '1ms'),
  owned('spark.kubernetes.executor.enableApiPolling', 'false'),
  owned('spark.kubernetes.executor.enableApiWatcher', 'false'),
  owned('spark.kubernetes.executor.enablePollingWithResourceVersion', 'true'),
  owned('spark.kubernetes.executor.eventProcessingInterval', '1ms'),
  ...['oauthToken', 'oauthTokenFile', 'clientKeyFile', 'clientCertFile', 'caCertFile'].flatMap((name) =>
    ['', 'submission.', 'driver.', 'driver.mounted.'].map((whose) =>
      owned(`spark.kubernetes.authenticate.${whose}${name}`),
    ),
  ),
  owned('spark.kubernetes.scheduler.name'),
  owned('spark.kubernetes.scheduler.volcano.podGroupTemplateFile', 's3a://drop/team-a/group.yaml'),
  ...both('scheduler.name'),
  ...both('podTemplateFile', 's3a://drop/team-a/pod.yaml'),
  ...both('podTemplateContainerName'),
  ...both('pod.featureSteps', 'com.example.Mine'),
  ...both('pod.excludedFeatureSteps', 'org.apache.spark.Theirs'),
  ...both('secrets.other', '/secrets'),
  ...both('secretKeyRef.PASSWORD', 'other:password'),
  ...both('label.spark-role', 'driver'),
  ...both('labels', 'team=a,spark-role=driver'),
  ...both('annotations', 'note=a,iam.amazonaws.com/role=admin'),
  ...both('label.spark-app-selector', 'spark-of-another'),
  ...both('label.sparkdrop.dev/job', 'another'),
  ...both('label.queue', 'root.team-b'),
  ...both('annotation.sparkdrop.dev/spec', 'another'),
  ...both('annotation.iam.amazonaws.com/role', 'admin'),
  owned('spark.kubernetes.driver.service.label.app'),
  owned('spark.kubernetes.driver.service.annotation.external-dns.alpha.kubernetes.io/hostname', 'www.example.com'),
  {
    ...owned('spark.kubernetes.node.selector.pool', 'team-b'),
    disguises: [
      ['spark.kubernetes.node.selectors', 'pool=team-b'],
      ['spark.kubernetes.node.selectors.pool', 'team-b'],
    ],
  },
  ...both('node.selector.pool', 'team-b'),
  owned('spark.kubernetes.container.image.pullSecrets', 'registry-of-another'),
  owned('spark.kubernetes.hadoop.configMapName'),
  owned('spark.kubernetes.kerberos.krb5.path', '/etc/krb5.conf'),
  owned('spark.kubernetes.kerberos.krb5.configMapName'),
  owned('spark.kubernetes.kerberos.tokenSecret.name', 'another'),
  owned('spark.kubernetes.kerberos.tokenSecret.itemKey'),
  { ...owned('spark.kerberos.keytab', '/etc/keytab'), disguises: [['spark.yarn.keytab', '/etc/keytab']] },
  { ...owned('spark.kerberos.principal'), disguises: [['spark.yarn.principal', 'root']] },
  owned('spark.kubernetes.configMap.maxSize', '1'),
  owned('spark.kubernetes.resource.type', 'python'),
  owned('spark.kubernetes.submitInDriver', 'false'),
  owned('spark.kubernetes.decommission.script', '/opt/other.sh'),
  ...['driver', 'executor', 'task'].map((role) => owned(`spark.${role}.resource.gpu.amount`, '8')),
  owned('spark.driver.resource.gpu.discoveryScript', '/opt/other.sh'),
  owned('spark.driver.resourcesFile', '/etc/passwd'),
  ...['driver', 'executor'].flatMap((role) =>
    ['extraClassPath', 'extraLibraryPath', 'defaultJavaOptions'].map((name) => owned(`spark.${role}.${name}`, '/x')),
  ),
  owned('spark.jars.ivy', '/x'),
  owned('spark.jars.ivySettings', '/x.xml'),
  owned('spark.driver.host', 'elsewhere'),
  owned('spark.driver.bindAddress', '0.0.0.0'),
  owned('spark.plugins', 'com.example.Mine'),
  owned('spark.extraListeners', 'com.example.Mine'),
  owned('spark.sql.queryExecutionListeners', 'com.example.Mine'),
  owned('spark.sql.streaming.streamingQueryListeners', 'com.example.Mine'),
  owned('spark.eventLog.dir', 's3a://history/'),
  owned('spark.metrics.conf', '/x'),
  owned('spark.authenticate', 'false'),
  owned('spark.authenticate.secret.file', '/x'),
  owned('spark.authenticate.secret.driver.file', '/x'),
  owned('spark.authenticate.secret.executor.file', '/x'),
  owned('spark.network.crypto.enabled', 'false'),
  owned('spark.io.encryption.enabled', 'false'),
  owned('spark.ssl.enabled', 'false'),
  owned('spark.acls.enable', 'false'),
  owned('spark.redaction.regex', 'nothing'),
  owned('spark.sql.redaction.string.regex', 'nothing'),
  owned('spark.hadoop.fs.s3a.access.key'),
  owned('spark.hadoop.fs.s3a.secret.key'),
  owned('spark.hadoop.fs.s3a.session.token'),
  owned('spark.hadoop.fs.s3a.endpoint', 'https://elsewhere'),
  owned('spark.hadoop.fs.s3a.endpoint.region', 'elsewhere'),
  owned('spark.hadoop.fs.s3a.aws.credentials.provider', 'com.example.Mine'),
  owned('spark.hadoop.fs.s3a.assumed.role.arn', 'arn:aws:iam::1:role/admin'),
  owned('spark.hadoop.fs.s3a.bucket.drop.access.key'),
  owned('spark.hadoop.fs.s3a.proxy.host', 'elsewhere'),
  owned('spark.hadoop.fs.s3a.impl', 'com.example.Mine'),
  owned('spark.hadoop.fs.defaultFS', 's3a://team-b'),
  owned('spark.hadoop.hadoop.security.credential.provider.path', 'jceks://x'),
  owned('spark.sql.hive.metastore.jars', 'maven'),
  owned('spark.streaming.dynamicAllocation.maxExecutors', '100000'),
  owned('spark.storage.decommission.fallbackStorage.path', 's3a://team-b/'),
  ...['spark.local.connect', 'spark.api.mode', 'spark.app.startTime', 'spark.app.attempt.id'].map((key) => owned(key)),
  ...['spark.admin.acls', 'spark.modify.acls', 'spark.user.groups.mapping'].map((key) => owned(key, '*')),
  ...both('label.applicationId', 'of-another'),
  ...['label', 'annotation'].flatMap((what) => [
    ...both(`${what}.kueue.x-k8s.io/queue-name`, 'team-b'),
    ...both(`${what}.yunikorn.apache.org/queue`, 'root.team-b'),
    ...both(`${what}.scheduling.k8s.io/group-name`, 'of-another'),
    ...both(`${what}.scheduling.volcano.sh/queue-name`, 'team-b'),
  ]),
  ...[
    ...[
      'security.credential.provider.path',
      'encryption.key',
      'server-side-encryption.key',
      'delegation.token.binding',
    ],
    ...['custom.signers', 's3.signing-algorithm', 's3.client.factory.impl'],
  ].map((name) => owned(`spark.hadoop.fs.s3a.${name}`)),
  ...['fs.s3.impl', 'fs.s3.awsAccessKeyId', 'fs.s3n.awsAccessKeyId', 'fs.azure.account.key', 'fs.gs.project.id'].map(
    (name) => owned(`spark.hadoop.${name}`),
  ),
  ...['google.cloud.auth.type', 'aws.region', 'dfs.namenode.kerberos.principal', 'hive.metastore.uris'].map((name) =>
    owned(`spark.hadoop.${name}`),
  ),
  ...['spark.sql.hive.metastore.jars.path', 'spark.sql.maven.additionalRemoteRepositories'].map((key) => owned(key)),
  owned('spark.nobody.knows.it'),
  owned('spark.yarn.dist.files', 's3a://drop/team-b/x'),
]

const CODE: readonly RefusedSetting[] = ['driver', 'executor'].flatMap((role) => {
  const key = `spark.${role}.extraJavaOptions`
  const options = [
    '-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005',
    '-agentpath:/x.so',
    '-javaagent:x.jar',
    '"-java"agent:x.jar',
    "-XX:+UseG1GC -java'agent':x.jar",
    '-Xrunjdwp:server=y',
    '@/tmp/options',
    '-XX:OnOutOfMemoryError=/bin/sh',
    '-XX:OnError="sh -c x"',
    '-XX:Flags=/tmp/flags',
    '-XX:VMOptionsFile=/tmp/options',
    '-Dspark.master=local',
    '-Dcom.sun.management.jmxremote.port=9999',
    '-Dlog4j2.configurationFile=https://elsewhere/x.xml',
    '-Xbootclasspath/a:/x.jar',
    '-cp /x.jar',
    '-Xmx900g',
    '-Dx=$(id)',
    '-Dx=a;id',
    '-Dx=a\n-javaagent:x.jar',
    '-Dx=a|b',
    '-Dx=`id`',
    '-Dx=${env:AWS_SECRET_ACCESS_KEY}',
  ]
  return options.map((value) => ({ key, value, rule: value.includes('${') ? 'property' : 'java-option' }) as const)
})

const VARIABLES: readonly RefusedSetting[] = [
  ...[
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'AWS_ACCESS_KEY_ID',
    'AWS_ENDPOINT_URL',
    'JAVA_TOOL_OPTIONS',
    'JDK_JAVA_OPTIONS',
  ],
  ...[
    '_JAVA_OPTIONS',
    'SPARK_DAEMON_JAVA_OPTS',
    'SPARK_SUBMIT_OPTS',
    'SPARK_CONF_DIR',
    'SPARK_JAVA_OPT_0',
    'HADOOP_CONF_DIR',
  ],
  ...['PYTHONSTARTUP', 'PYTHONHOME', 'PYTHONPATH', 'NODE_OPTIONS', 'KUBERNETES_SERVICE_HOST', 'KUBECONFIG', 'BASH_ENV'],
  ...['PATH', 'R_PROFILE', 'SPARKDROP_ANYTHING', 'DEFAULT_ARTIFACT_REPOSITORY', 'BASH_FUNC_x%%', 'PYSPARK_PYTHON'],
].flatMap((name) =>
  ['spark.kubernetes.driverEnv.', 'spark.executorEnv.'].map(
    (prefix): RefusedSetting => ({
      key: prefix + name,
      value: 'x',
      rule: name.includes('%') ? 'property' : 'environment',
    }),
  ),
)

const ELSEWHERE = [
  's3a://drop/team-b/x.jar',
  's3://drop/team-b/x.jar',
  's3n://drop/team-b/x.jar',
  'S3A://drop/team-a/x.jar',
  's3a://other/team-a/x.jar',
  's3a://drop/x.jar',
  's3a://drop/team-ab/x.jar',
  's3a://drop/team-a',
  's3a://drop/team-a/../team-b/x.jar',
  's3a://drop/team-a/%2e%2e/team-b/x.jar',
  's3a://drop/team-a/%2E./team-b/x.jar',
  's3a://drop/team-a%2fx.jar',
  's3a://drop//team-a/x.jar',
  's3a://drop/*/x.jar',
  's3a://drop/{team-a,team-b}/x.jar',
  's3a://drop/team-[ab]/x.jar',
  's3a://drop/team-?/x.jar',
  's3a://drop\\@other/team-a/x.jar',
  's3a://key:secret@drop/team-a/x.jar',
  'https://elsewhere.example.com/x.jar',
  'http://169.254.169.254/latest/meta-data/',
  'https://user@elsewhere.example.com/x.jar',
  'ftp://elsewhere/x.jar',
  'hdfs://namenode/x.jar',
  'file:///etc/passwd',
  '/etc/passwd',
  'local:///etc/passwd',
  'local:///opt/spark/jars/../../../etc/passwd',
  'local:/var/run/secrets/kubernetes.io/serviceaccount/token',
]

const FILES: readonly RefusedSetting[] = [
  ...['spark.jars', 'spark.files', 'spark.archives', 'spark.submit.pyFiles'].flatMap((key) =>
    ELSEWHERE.filter((value) => !value.includes(',')).map((value): RefusedSetting => ({ key, value, rule: 'file' })),
  ),
  { key: 'spark.jars', value: 's3a://drop/team-a/ok.jar, s3a://drop/team-b/x.jar', rule: 'file' },
  { key: 'spark.jars', value: 's3a://drop/{team-a,team-b}/x.jar', rule: 'file' },
  { key: 'spark.jars', value: 's3a://${env:BUCKET}/x.jar', rule: 'property' },
  { key: 'spark.jars.repositories', value: 'https://elsewhere.example.com/maven', rule: 'file' },
  { key: 'spark.jars.packages', value: 'com.example:anything:1.0', rule: 'package' },
]

const PLACES: readonly RefusedSetting[] = [
  ...['driver', 'executor'].flatMap((role): RefusedSetting[] => [
    { key: `spark.kubernetes.authenticate.${role}.serviceAccountName`, value: 'admin', rule: 'service-account' },
    { key: `spark.kubernetes.${role}.volumes.hostPath.x.options.path`, value: '/', rule: 'volume' },
    { key: `spark.kubernetes.${role}.volumes.hostPath.x.mount.path`, value: '/host', rule: 'volume' },
    { key: `spark.kubernetes.${role}.volumes.nfs.x.options.server`, value: 'elsewhere', rule: 'volume' },
    {
      key: `spark.kubernetes.${role}.volumes.persistentVolumeClaim.x.options.claimName`,
      value: 'theirs',
      rule: 'volume',
    },
    {
      key: `spark.kubernetes.${role}.volumes.persistentVolumeClaim.x.options.claimName`,
      value: 'OnDemand',
      rule: 'volume',
    },
    { key: `spark.kubernetes.${role}.volumes.projected.x.options.path`, value: 'x', rule: 'volume' },
    { key: `spark.kubernetes.${role}.volumes.emptyDir.x.options.sizeLimit`, value: '100Ti', rule: 'volume' },
  ]),
]

const LIMITS: readonly RefusedSetting[] = [
  { key: 'spark.executor.instances', value: '101', rule: 'limit', disguises: [['spark.executor.instances', ' +101 ']] },
  { key: 'spark.executor.instances', value: '${env:MANY}', rule: 'property' },
  {
    key: 'spark.dynamicAllocation.enabled',
    value: 'true',
    rule: 'limit',
    disguises: [['spark.dynamicAllocation.enabled', ' TRUE ']],
  },
  { key: 'spark.executor.cores', value: '17', rule: 'limit' },
  { key: 'spark.driver.cores', value: '17', rule: 'limit' },
  { key: 'spark.kubernetes.driver.request.cores', value: '17', rule: 'limit' },
  { key: 'spark.kubernetes.driver.limit.cores', value: '16001m', rule: 'limit' },
  { key: 'spark.kubernetes.executor.request.cores', value: '1e2', rule: 'limit' },
  { key: 'spark.kubernetes.executor.limit.cores', value: '17', rule: 'limit' },
  { key: 'spark.driver.memory', value: '127g', rule: 'limit', disguises: [['spark.driver.memory', ' 127G ']] },
  { key: 'spark.executor.memory', value: '127g', rule: 'limit' },
  {
    key: 'spark.driver.memoryOverhead',
    value: '128g',
    rule: 'limit',
    disguises: [
      ['spark.kubernetes.driver.memoryOverhead', '128g'],
      ['spark.yarn.driver.memoryOverhead', '128g'],
    ],
  },
  {
    key: 'spark.executor.memoryOverhead',
    value: '131072',
    rule: 'limit',
    disguises: [
      ['spark.kubernetes.executor.memoryOverhead', '131072'],
      ['spark.yarn.executor.memoryOverhead', '131072'],
    ],
  },
  { key: 'spark.driver.memoryOverheadFactor', value: '200', rule: 'limit' },
  { key: 'spark.executor.memoryOverheadFactor', value: '200', rule: 'limit' },
  { key: 'spark.kubernetes.memoryOverheadFactor', value: '2e2', rule: 'limit' },
  { key: 'spark.driver.minMemoryOverhead', value: '128g', rule: 'limit' },
  { key: 'spark.executor.minMemoryOverhead', value: '128g', rule: 'limit' },
  { key: 'spark.executor.pyspark.memory', value: '128g', rule: 'limit' },
  { key: 'spark.executor.memory', value: 'much', rule: 'limit' },
]

/** Every setting that is refused, in one list: what goes for one road has to go for all of them. */
export const REFUSED: readonly RefusedSetting[] = [
  ...IMAGES,
  ...PLATFORMS,
  ...CODE,
  ...VARIABLES,
  ...FILES,
  ...PLACES,
  ...LIMITS,
]
