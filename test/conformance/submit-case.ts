import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UPLOAD_PATH } from '../../lib/conf/catalogue/application.ts'
import { DRIVER_POD_TEMPLATE_FILE } from '../../lib/conf/catalogue/driver.ts'
import { read } from '../../lib/conf/property.ts'
import type { SparkConf } from '../../lib/conf/spark-conf.ts'
import type { NamedFile } from '../../lib/spark-pod/named-file.ts'
import { ownedBy } from '../../lib/spark-pod/owner-reference.ts'
import { parsePodTemplate } from '../../lib/spark-pod/template/parse-pod-template.ts'
import { parseArguments } from '../../lib/submission/arguments/parse-arguments.ts'
import { type ResolvedSubmission, resolveSubmission } from '../../lib/submission/arguments/resolve-submission.ts'
import { clientFiles } from '../../lib/submission/client-file.ts'
import { buildSparkObjects } from '../../lib/submission/driver-builder.ts'
import { type DriverIdentity, deriveIdentity } from '../../lib/submission/driver-identity.ts'
import type { ClientFiles, DriverObjects } from '../../lib/submission/driver-submission.ts'
import { planUploads, uploadTarget } from '../../lib/submission/uploads.ts'
import type { OracleCase, Recording } from './oracle.ts'

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

const textOf = (file: string): string | undefined => (isFile(file) ? readFileSync(file, 'utf8') : undefined)

const regularFiles = (folder: string): NamedFile[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, bytes: readFileSync(join(folder, name)) }))

function filesFor(conf: SparkConf, environment: OracleCase['environment']): ClientFiles {
  const { SPARK_CONF_DIR, HADOOP_CONF_DIR } = environment
  const template = textOf(read(conf, DRIVER_POD_TEMPLATE_FILE) ?? '')
  const paths = clientFiles(conf).filter(isFile)
  return {
    ...(template === undefined
      ? {}
      : { driverPodTemplate: parsePodTemplate(template, 'the template', DRIVER_POD_TEMPLATE_FILE.key) }),
    ...(SPARK_CONF_DIR === undefined ? {} : { sparkConfDir: regularFiles(SPARK_CONF_DIR) }),
    ...(HADOOP_CONF_DIR === undefined ? {} : { hadoopConfDir: regularFiles(HADOOP_CONF_DIR) }),
    contents: new Map(paths.map((path) => [path, readFileSync(path)])),
  }
}

/** Where a submitter would have put each file, had it uploaded them. */
function uploadsFor({ conf, main }: ResolvedSubmission): ReadonlyMap<string, string> {
  const root = read(conf, UPLOAD_PATH)
  if (root === undefined) return new Map()
  return new Map(
    planUploads(conf, main).map(({ source }, index) => [
      source,
      uploadTarget(root, `00000000-0000-4000-8000-00000000000${index}`, source),
    ]),
  )
}

/** The objects that the case's command line comes to; `manifestClass` is what its jar's manifest says. */
export function submitCase(
  { args, environment, folder, name }: OracleCase,
  manifestClass: string | undefined,
  identity: DriverIdentity = deriveIdentity(name),
): DriverObjects {
  const parsed = parseArguments(args)
  const propertiesFile = textOf(parsed.options.propertiesFile ?? '')
  const defaultsFile = textOf(join(environment['SPARK_CONF_DIR'] ?? '', 'spark-defaults.conf'))
  const resolved = resolveSubmission(parsed, {
    environment,
    cwd: folder,
    ...(propertiesFile === undefined ? {} : { propertiesFile }),
    ...(defaultsFile === undefined ? {} : { defaultsFile }),
  })
  const mainClass = resolved.mainClass ?? manifestClass
  return buildSparkObjects({
    ...resolved,
    ...(mainClass === undefined ? {} : { mainClass }),
    environment,
    identity,
    sparkUser: environment['SPARK_USER'] ?? 'oracle',
    sparkVersion: '4.1.4',
    submitTime: 1_700_000_000_000,
    files: filesFor(resolved.conf, environment),
    uploads: uploadsFor(resolved),
  })
}

const PLURALS: Readonly<Record<string, string>> = {
  Service: 'services',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
  PersistentVolumeClaim: 'persistentvolumeclaims',
}

/** The requests by which spark-submit would have made these objects. */
export function requestsFor({ namespace, pod, resources }: DriverObjects): Recording {
  const path = `/api/v1/namespaces/${namespace}`
  const owner = { ...pod, metadata: { ...pod.metadata, uid: '00000000-0000-4000-8000-0000000000ff' } }
  const applied = ownedBy(resources, owner).map((body) => ({
    method: 'PATCH',
    path: `${path}/${PLURALS[body.kind ?? '']}/${body.metadata?.name}`,
    contentType: 'application/apply-patch+yaml',
    body,
  }))
  return structuredClone({ requests: [{ method: 'POST', path: `${path}/pods`, body: pod }, ...applied] })
}
