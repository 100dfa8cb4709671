import * as fc from 'fast-check'
import { flag, oddText, type Setting, size, text, wholeNumber } from './generated-settings.ts'
import { podTemplate } from './generated-templates.ts'
import { EMPTY_ZIP, type SubmissionPart, words } from './submission-part.ts'

const APPLICATIONS: readonly (readonly string[])[] = [
  ...Array<readonly string[]>(10).fill(['--class', 'a.B', 'local:///opt/app.jar']),
  ...[['local:///opt/app.py'], ['local:///opt/app.R'], ['local:///opt/app.r'], ['https://example.com/app.py']],
  ...[
    ['--class', 'a.B', 'https://example.com/x/app.jar?a=b#c'],
    ['--class', 'a.B', 'spark-internal'],
    ['--class', 'a.B', 'local:/opt/x.jar'],
    ['--class', 'a.B', 'local:///opt/a%20b.jar'],
    ['--class', '', 'local:///a.jar'],
    ['--class', 'c', 'local:///opt/app.PY'],
    ['--class', 'ü', 'local:///ü.jar'],
    ['--class', 'a.B', '${CASE_DIR}/app.jar'],
  ],
  ...[['${CASE_DIR}/app.py'], ['${CASE_DIR}/app.R']],
]

export const application: fc.Arbitrary<SubmissionPart> = fc
  .tuple(
    fc.constantFrom(...APPLICATIONS),
    fc.array(fc.oneof(oddText, fc.constantFrom('--conf', '-x', '--class', '--')), { maxLength: 4 }),
  )
  .map(([main, args]) => ({
    options: main.slice(0, -1),
    application: [main.at(-1) ?? '', ...args],
    files: { 'app.jar': EMPTY_ZIP, 'app.py': 'print()', 'app.R': 'x' },
  }))

const appName = fc.oneof(
  oddText,
  text,
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('2024 Report', 'a--b', '-a-', 'My_App.v1', 'é', '.', 'x'.repeat(40), 'x'.repeat(41), '9'.repeat(70)),
)
const names: fc.Arbitrary<SubmissionPart> = fc.oneof(
  appName.map((value) => ({ options: ['--name', value] })),
  appName.map((value) => ({ settings: [['spark.app.name', value] as const] })),
)

const LISTS = words('--jars --files --archives --py-files spark.jars spark.files spark.archives spark.submit.pyFiles')
const URIS = words(`
  local:///opt/a.jar https://example.com/b.jar file:\${CASE_DIR}/one.jar \${CASE_DIR}/two.jar
  https://example.com/c.zip#name \${CASE_DIR}/three.zip#un local:///x.zip# \${CASE_DIR}/t%20o.zip`)
const UPLOAD_PATHS = words('file://${CASE_DIR}/up file:${CASE_DIR}/up ${CASE_DIR}/up file:///${CASE_DIR}/up/ none')

/** Lists of files, none of them twice: those are uploaded once here. */
const dependencies: fc.Arbitrary<SubmissionPart> = fc
  .tuple(fc.constantFrom(...LISTS), fc.subarray([...URIS], { maxLength: 4 }), fc.constantFrom(...UPLOAD_PATHS))
  .map(([list, uris, upload]) => ({
    options: list.startsWith('--') ? [list, uris.join(',')] : [],
    settings: [
      ...(list.startsWith('--') ? [] : [[list, uris.join(',')] as const]),
      ...(upload === 'none' ? [] : [['spark.kubernetes.file.upload.path', upload] as const]),
    ],
    files: {
      ...Object.fromEntries(words('one.jar two.jar t%20o.zip three.zip').map((file) => [file, EMPTY_ZIP])),
      'up/keep': '',
    },
  }))

const template: fc.Arbitrary<SubmissionPart> = fc
  .tuple(
    fc.constantFrom('driver', 'driver', 'executor'),
    podTemplate,
    fc.constantFrom(undefined, 'main', 'side', 'none'),
  )
  .map(([role, yaml, container]) => ({
    settings: [
      [`spark.kubernetes.${role}.podTemplateFile`, `\${CASE_DIR}/${role}.yaml`],
      ...(container === undefined ? [] : [[`spark.kubernetes.${role}.podTemplateContainerName`, container] as const]),
    ],
    files: { [`${role}.yaml`]: yaml },
  }))

const localDirs: fc.Arbitrary<SubmissionPart> = fc
  .tuple(
    fc.constantFrom('/a', '/b,/a', '/a,,/b', ',', '', '/a,', ' /a', '/x'.repeat(90)),
    fc.constantFrom('environment', 'setting', 'both'),
    flag,
  )
  .map(([value, where, tmpfs]) => ({
    ...(where === 'setting' ? {} : { environment: { SPARK_LOCAL_DIRS: value } }),
    settings: [
      ['spark.kubernetes.local.dirs.tmpfs', tmpfs],
      ...(where === 'environment' ? [] : [['spark.local.dir', where === 'both' ? '/z' : value] as const]),
    ],
  }))

const FILE_NAMES = words(`
  core-site.xml log4j2.properties spark-env.sh a.template z.zip metrics.properties spark.properties sparkx.conf sub/x
  .hidden UP fairscheduler.xml`)
const FILE_TEXTS = ['', 'a', 'a\r\nb\n', '\ufeffbom', 'ünï', '<configuration/>', 'x'.repeat(3000), '\u0000', '# c\na=b']

const confFolders: fc.Arbitrary<SubmissionPart> = fc
  .tuple(
    fc.constantFrom('SPARK_CONF_DIR', 'HADOOP_CONF_DIR'),
    fc.dictionary(fc.constantFrom(...FILE_NAMES), fc.constantFrom(...FILE_TEXTS), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
    fc.constantFrom(undefined, '100', '3020', '0', '1048576'),
  )
  .map(([variable, contents, max]) => ({
    environment: { [variable]: `\${CASE_DIR}/${variable}` },
    files: Object.fromEntries(
      Object.entries({ ...contents, zz: 'z' }).map(([file, content]) => [`${variable}/${file}`, content]),
    ),
    settings: max === undefined ? [] : [['spark.kubernetes.configMap.maxSize', max]],
  }))

/** As java.util.Properties reads them. */
const PROPERTY_LINES = [
  ...['spark.kubernetes.driverEnv.A = b c ', 'spark.kubernetes.driver.label.x:y', 'spark.kubernetes.driver.label.x z'],
  ...['spark.kubernetes.driver.annotation.t a\\tb\\u00e9', 'spark.kubernetes.driver.annotation.l one\\\n    two'],
  ...['# spark.no 1', '! spark.no 2', 'spark.driver.memory   3g', 'spark.driver.cores\t2', 'spark.app.name=From File'],
  ...['spark.kubernetes.driverEnv.E', 'spark.kubernetes.driverEnv.Q="quoted"', 'other.key=1', 'spark.a\\ b=c'],
  ...[
    'spark.kubernetes.driverEnv.C=c\\=d\\:e',
    'spark.kubernetes.driverEnv.N=end\\n',
    'spark.kubernetes.driverEnv.U=ü',
  ],
  ...['spark.kubernetes.driverEnv.R=${spark.app.name}', 'spark.kubernetes.container.image=from-file'],
  ...['spark.kubernetes.driver.container.image=${spark.kubernetes.container.image}-x', 'spark.jars=local:///f.jar'],
  ' spark.kubernetes.driverEnv.I=indented',
]

const propertyFiles: fc.Arbitrary<SubmissionPart> = fc
  .tuple(
    fc.constantFrom('named', 'defaults', 'both', 'loaded'),
    fc.subarray(PROPERTY_LINES, { minLength: 1, maxLength: 6 }),
    fc.subarray(PROPERTY_LINES, { maxLength: 3 }),
    fc.constantFrom('\n', '\r\n', '\r'),
  )
  .map(([where, own, defaults, end]) => ({
    options: [
      ...(where === 'defaults' ? [] : ['--properties-file', '${CASE_DIR}/own.conf']),
      ...(where === 'loaded' ? ['--load-spark-defaults'] : []),
    ],
    environment: where === 'named' ? {} : { SPARK_CONF_DIR: '${CASE_DIR}/SPARK_CONF_DIR' },
    files: { 'own.conf': own.join(end), 'SPARK_CONF_DIR/spark-defaults.conf': defaults.join(end) },
  }))

const CREDENTIALS = words('oauthToken caCertFile clientKeyFile clientCertFile oauthTokenFile')
const CERTIFICATES = [
  ...Array<string>(30).fill('${CASE_DIR}/cert'),
  '${CASE_DIR}/none',
  '',
  'local:///cert',
  '${CASE_DIR}',
]

const credentials: fc.Arbitrary<SubmissionPart> = fc
  .tuple(
    fc.subarray([...CREDENTIALS]),
    fc.subarray([...CREDENTIALS]),
    fc.constantFrom(...CERTIFICATES),
    fc.constantFrom('driver.serviceAccountName', 'submission.oauthToken', 'serviceAccountName'),
    text,
  )
  .map(([given, mounted, file, other, value]) => ({
    settings: [
      ...given.map((key): Setting => [`driver.${key}`, key === 'oauthToken' ? value : file]),
      ...mounted.map((key): Setting => [`driver.mounted.${key}`, value]),
      [other, value] as const,
    ].map(([key, setting]): Setting => [`spark.kubernetes.authenticate.${key}`, setting]),
    files: { cert: 'CERT\n' },
  }))

const KERBEROS = words('krb5.path krb5.configMapName tokenSecret.name tokenSecret.itemKey')
const kerberos: fc.Arbitrary<SubmissionPart> = fc
  .tuple(
    fc.constantFrom(...KERBEROS.slice(0, 2).map((key) => [key]), KERBEROS.slice(2), KERBEROS.slice(2), KERBEROS),
    text,
    fc.constantFrom('${CASE_DIR}/krb5.conf', '${CASE_DIR}/my.conf', '${CASE_DIR}/none', '${CASE_DIR}'),
  )
  .map(([keys, value, path]) => ({
    settings: keys.map((key): Setting => [`spark.kubernetes.kerberos.${key}`, key === 'krb5.path' ? path : value]),
    files: { 'krb5.conf': '[libdefaults]\n', 'my.conf': 'ü' },
  }))

const lettersOf = (letters: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...letters), { maxLength }).map((each) => each.join(''))

const PROPERTIES = lettersOf(
  [...'\\=: \t\n\r#!ab"é\f', '\\u00e9', '\\u00', 'spark.x', 'spark.kubernetes.driverEnv.', '\\\n', '\\n', '\r\n'],
  20,
)
/** Any text at all as a file of settings. */
const oddPropertyFiles: fc.Arbitrary<SubmissionPart> = PROPERTIES.map((own) => ({
  options: ['--properties-file', '${CASE_DIR}/odd.conf'],
  files: { 'odd.conf': own },
}))

const javaOptions: fc.Arbitrary<SubmissionPart> = lettersOf([...'"\'\\ $éb\n\t', '-Xmx', '-Da=', '-X', 'mx1g'], 8).map(
  (value) => ({ options: ['--driver-java-options', value] }),
)

const VARIABLES = words(`
  SPARK_USER PYSPARK_PYTHON PYSPARK_DRIVER_PYTHON SPARK_DRIVER_MEMORY SPARK_EXECUTOR_MEMORY SPARK_EXECUTOR_CORES`)
const variables: fc.Arbitrary<SubmissionPart> = fc
  .dictionary(fc.constantFrom(...VARIABLES), fc.constantFrom('x', 'a b', '3g', '2', 'ü'), {
    maxKeys: 2,
    noNullPrototype: true,
  })
  .map((environment) => ({ environment }))

const option = fc.oneof(
  fc.tuple(fc.constantFrom('--driver-memory', '--executor-memory'), size),
  fc.tuple(
    fc.constantFrom(...words('--driver-cores --executor-cores --num-executors --total-executor-cores')),
    wholeNumber,
  ),
  fc.tuple(
    fc.constantFrom(...words('--driver-java-options --driver-class-path --driver-library-path --queue --proxy-user')),
    text,
  ),
  fc.tuple(fc.constantFrom('--supervise', '--verbose', '-v')),
  fc.tuple(
    fc.constant('--master'),
    fc.constantFrom(
      'k8s://https://h:443',
      'k8s://h',
      'k8s://h:1',
      'k8s://http://h',
      'k8s://ftp://h',
      'k8s:///x',
      'yarn',
    ),
  ),
)
/** Options in odd forms, or such as mean nothing here. */
const ODD_OPTIONS: readonly (readonly string[])[] = [
  ['--conf=spark.a=b'],
  ['--name=x y'],
  ['--name='],
  ['-c', 'spark.b=1=2'],
  ['--conf', 'spark.c'],
  ['--conf', '=x'],
  ['--conf', 'spark.d='],
  ['--class=c.D'],
  ['--driver-memory=2g'],
  ['--verbose=true'],
  ['--properties-file='],
  ['--unknown'],
  ['-x'],
  ['--'],
  ['--jars='],
  ['--jars', ''],
  ['--conf', '"spark.q=1"'],
  ['--conf', 'spark.r = 1'],
  ['--conf', ' spark.s=1'],
  ['--driver-cores', ''],
  ['--num-executors', '0'],
  ['--queue', ''],
  ['--files', ',,'],
  ['--name', ''],
  ['--py-files', 'local:///a.py'],
  ['--deploy-mode=cluster'],
  ['--master=k8s://h'],
  ['--NAME', 'x'],
  ['--conf', 'spark.submit.deployMode=client'],
  ['--conf', 'spark.master=k8s://other'],
  ['--conf', 'spark.app.name='],
  ['--driver-java-options', ''],
  ['--driver-class-path', ''],
  ['--load-spark-defaults'],
  ['--repositories', 'x'],
  ['--exclude-packages', 'a:b'],
  ['--archives', 'local:///a.zip#b'],
  ['--conf', 'spark.executor.instances=0'],
  ['--conf', 'spark.dynamicAllocation.enabled=true'],
  ['--conf', 'spark.cores.max=-1'],
]
const oddOptions: fc.Arbitrary<SubmissionPart> = fc.constantFrom(...ODD_OPTIONS).map((each) => ({ options: [...each] }))

const options: fc.Arbitrary<SubmissionPart> = fc
  .array(option, { minLength: 1, maxLength: 3 })
  .map((each) => ({ options: each.flat() }))

/** What goes along with the settings of a driver: files, folders, options and variables. */
export const driverSurroundings: fc.Arbitrary<SubmissionPart> = fc.oneof(
  { weight: 4, arbitrary: template },
  { weight: 3, arbitrary: dependencies },
  { weight: 3, arbitrary: confFolders },
  { weight: 3, arbitrary: propertyFiles },
  { weight: 2, arbitrary: localDirs },
  { weight: 2, arbitrary: credentials },
  { weight: 2, arbitrary: names },
  { weight: 2, arbitrary: options },
  { weight: 1, arbitrary: kerberos },
  { weight: 1, arbitrary: variables },
  { weight: 1, arbitrary: oddPropertyFiles },
  { weight: 1, arbitrary: javaOptions },
  { weight: 1, arbitrary: oddOptions },
)
