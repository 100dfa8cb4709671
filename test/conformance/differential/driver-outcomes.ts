import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SparkdropError } from '../../../lib/errors/sparkdrop-error.ts'
import { type DriverIdentity, deriveIdentity } from '../../../lib/submission/driver-identity.ts'
import { filledIn, type OracleCase } from '../oracle.ts'
import { requestsFor, submitCase } from '../submit-case.ts'
import { type ObjectRequest, objectDifferences } from './same-objects.ts'
import type { SubmissionPart } from './submission-part.ts'

/** What came of a submission: what was sent, or why nothing was. */
export interface Outcome {
  readonly requests: readonly ObjectRequest[]
  readonly error?: { readonly class: string; readonly message: string }
}

const BASE = [
  ...['--master', 'k8s://http://127.0.0.1:6443', '--deploy-mode', 'cluster'],
  ...[
    '--conf',
    'spark.kubernetes.submission.waitAppCompletion=false',
    '--conf',
    'spark.kubernetes.container.image=spark',
  ],
]

/** The command line of the parts, as it is called from `cwd`; their files are written to the folder. */
export function submissionOf(parts: readonly SubmissionPart[], folder: string, cwd: string): OracleCase {
  for (const [path, text] of parts.flatMap(({ files = {} }) => Object.entries(files))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const args = [
    ...BASE,
    ...parts.flatMap(({ settings = [] }) => settings.flatMap(([key, value]) => ['--conf', `${key}=${value}`])),
    ...parts.flatMap(({ options = [] }) => options),
    ...parts.flatMap(({ application = [] }) => application),
  ]
  const environment: Record<string, string> = Object.assign(
    { SPARK_USER: 'oracle' },
    ...parts.map((part) => part.environment),
  )
  return {
    name: folder,
    folder: cwd,
    expect: 'ok',
    args: args.map((argument) => filledIn(argument, folder)),
    environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, filledIn(value, folder)])),
  }
}

const RANDOM_ID = /(?<![0-9a-f])[0-9a-fx][0-9a-f]{15}(?![0-9a-f])/g
const UUID = /spark-([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})/

/** The identity by which this project comes to the names that Spark drew at random, as far as its requests show them. */
function identityIn({ requests }: Outcome, seed: string): DriverIdentity {
  const text = JSON.stringify(requests)
  const derived = deriveIdentity(seed)
  const found = (pattern: RegExp, fallback: string): string => pattern.exec(text)?.[1] ?? fallback
  const confMapId = found(/spark-drv-([0-9a-z]{16})-conf-map/, derived.confMapId)
  const serviceId = found(/"spark-([0-9a-z]{16})-driver-svc"/, derived.serviceId)
  const resourceId = text.match(RANDOM_ID)?.find((id) => id !== confMapId && id !== serviceId)
  return {
    appId: derived.appId,
    confMapId,
    serviceId,
    // An application of the name `spark` looks like one whose name is too long.
    resourceId: resourceId ?? serviceId,
    localDirId: found(UUID, derived.localDirId),
  }
}

/** What SubmitDrivers.java is given for the command line. */
export const inputOf = ({ name, args, environment }: OracleCase) => ({
  appId: deriveIdentity(name).appId,
  args,
  environment,
})

function ourOutcome(submission: OracleCase, identity: DriverIdentity): Outcome {
  try {
    return { requests: requestsFor(submitCase(submission, undefined, identity)).requests }
  } catch (error) {
    if (!(error instanceof SparkdropError)) throw error
    return { requests: [], error: { class: error.code, message: error.message } }
  }
}

/** Where this project and Spark differ about a command line: in the objects, or in whether there are any. */
export function driverDifferences(submission: OracleCase, theirs: Outcome): readonly string[] {
  const ours = ourOutcome(submission, identityIn(theirs, submission.name))
  if (theirs.error && ours.error) return []
  if (theirs.error) return [`Spark refuses: ${theirs.error.class}: ${theirs.error.message.trim()}`]
  if (ours.error) return [`only we refuse: ${ours.error.class}: ${ours.error.message}`]
  return objectDifferences(theirs.requests, ours.requests)
}
