import { parse } from 'yaml'
import type { JobRequest } from '../../../events/job-request.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { jobConf } from '../../jobs/submit/job-conf.ts'
import { checkRequest } from '../../policy/check-request.ts'
import { checkPolicy, policyOf } from '../../policy/policy.ts'
import { STRICT_POLICY } from '../../policy/strict-policy.ts'
import type { Policy } from '../../policy/tenant.ts'
import { tenantOf } from '../../policy/tenant-of.ts'
import type { Violation } from '../../policy/violation.ts'
import { EXIT } from '../exit-codes.ts'
import { newCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import { readClientFile } from '../submit/client-path.ts'
import type { Surroundings } from '../surroundings.ts'
import { parseSource, SOURCE_FORMS } from './parse-source.ts'
import { readJob } from './read-job.ts'

interface Options {
  readonly policy?: string
  readonly source?: string
  readonly namespace?: string
  readonly dropBucket?: string
  readonly defaults?: string
  readonly output: string
}

/** What stands for the API server, which no rule asks for. */
const SOME_MASTER = 'k8s://https://kubernetes.default.svc:443'
const SOME_UPLOAD_PATH = 's3a://staging/uploads'

const commandLine = (surroundings: Surroundings) =>
  newCommand('policy check', surroundings)
    .description('Says whether a policy lets a job run, and if not, all that it refuses and what would be right.')
    .argument('<job>', 'a job request or job file in YAML or JSON, or settings in a .properties file')
    .option('--policy <file>', 'the policy document, in YAML or JSON (default: that of a stack without one)')
    .option('--source <source>', `where the job comes from: ${SOURCE_FORMS}`)
    .option('--namespace <name>', 'where it is to run, where neither file nor source say')
    .option('--drop-bucket <name>', "the stack's drop bucket, for jobs that are not dropped")
    .option('--defaults <file>', "the platform's spark-defaults.conf")
    .option('-o, --output <text|json>', 'how to write it', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  sparkdrop policy check job.yaml --policy policy.yaml\n' +
        '  sparkdrop policy check spark.properties --source s3://drop/team-a/pi.jar --policy policy.yaml -o json\n' +
        '\nExit codes: 0 the job may run; 1 a file or an argument cannot be used; 3 the policy refuses the job.',
    )

const readText = (file: string, name: string, { cwd }: Surroundings): string => {
  const bytes = readClientFile(file, cwd, name)
  if (bytes !== undefined) return bytes.toString('utf8')
  throw new InvalidJobError('FILE_MISSING', `${name}: ${file} does not exist or is not a file`, {
    details: { property: name, value: file },
  })
}

const readPolicy = ({ policy: file, dropBucket }: Options, surroundings: Surroundings): Policy => {
  const document = file === undefined ? STRICT_POLICY : parse(readText(file, '--policy', surroundings))
  const policy = policyOf(checkPolicy(document, file ?? 'the policy'))
  return {
    ...policy,
    dropBucket: dropBucket ?? policy.dropBucket,
    uploadPath: policy.uploadPath ?? SOME_UPLOAD_PATH,
  }
}

const judge = (request: JobRequest, policy: Policy, defaults: string): readonly Violation[] => {
  const platform = { master: SOME_MASTER, uploadPath: policy.uploadPath ?? SOME_UPLOAD_PATH, defaults, policy }
  return checkRequest(policy, request, jobConf(request, platform))
}

const verdictText = (tenant: string | undefined, namespace: string, violations: readonly Violation[]): string => {
  const whose = `${tenant === undefined ? 'no tenant' : `tenant ${tenant}`}, namespace ${namespace}`
  if (violations.length === 0) return `allowed: ${whose}\n`
  const width = Math.max(...violations.map(({ rule }) => rule.length)) + 2
  const lines = violations.map(({ rule, message }) => `  ${rule.padEnd(width)}${message}\n`)
  return `refused: ${whose}\n${lines.join('')}`
}

/** `sparkdrop policy check JOB`: the very judgement that submit-job makes, without AWS. */
export async function checkJob(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const [file = ''] = command.args
  const output = outputOf(options.output, ['text', 'json'])
  const policy = readPolicy(options, surroundings)
  const source = options.source === undefined ? undefined : parseSource(options.source)
  const request = readJob(readText(file, 'job', surroundings), file, { source, namespace: options.namespace })
  const defaults = options.defaults === undefined ? '' : readText(options.defaults, '--defaults', surroundings)
  const violations = judge(request, policy, defaults)
  const tenant = tenantOf(policy, request)?.name
  const { namespace } = request
  if (output === 'json')
    writeJson(surroundings.stdout, { allowed: violations.length === 0, tenant, namespace, violations })
  else surroundings.stdout.write(verdictText(tenant, namespace, violations))
  return violations.length === 0 ? EXIT.done : EXIT.disallowed
}
