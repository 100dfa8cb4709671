import { parseProperties } from '../../../conf/codecs/properties.ts'
import { SparkConf } from '../../../conf/spark-conf.ts'
import { unknownProperties } from '../../../conf/unknown-properties.ts'
import { SparkdropError } from '../../../errors/sparkdrop-error.ts'
import { readPolicy } from '../../../policy/read-policy.ts'
import type { Policy } from '../../../policy/tenant.ts'
import { whyUnseen } from '../examine.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import type { Settings } from '../settings.ts'
import type { StackLook, StackState } from '../stack-look.ts'

const IMAGE = 'spark.kubernetes.container.image'
const DRIVER_IMAGE = 'spark.kubernetes.driver.container.image'

interface Read<T> {
  readonly findings: readonly Finding[]
  readonly value?: T
}

/** What is wrong with a text is the text's, and no reason why it could not be looked at. */
const parsed = <T>(about: string, see: string, parse: () => T): Read<T> => {
  try {
    return { findings: [], value: parse() }
  } catch (error) {
    if (!(error instanceof SparkdropError)) throw error
    return { findings: [failed(about, error.message, { advice: 'mend it, and deploy again', see })] }
  }
}

async function text(look: StackLook, { resources }: StackState, about: string): Promise<Read<string>> {
  const found = resources.find(({ id, type }) => type === 'AWS::SSM::Parameter' && id.endsWith(`/${about}`))
  const gone = failed(about, 'there is no such parameter: nothing can be submitted', {
    advice: 'deploy again',
    see: SEE.context,
  })
  if (found === undefined) return { findings: [gone] }
  try {
    const value = await look.parameter(found.id)
    return value === undefined ? { findings: [gone] } : { findings: [], value }
  } catch (error) {
    return { findings: [whyUnseen(about, error)] }
  }
}

const disagreements = ({ dropBucket, uploadPath }: Policy, { outputs }: StackState): readonly string[] =>
  [
    ['dropBucket', dropBucket, outputs.get('DropBucket')],
    ['uploadPath', uploadPath, outputs.get('UploadPath')],
  ].flatMap(([name, said, is]) =>
    said === undefined || is === undefined || said === is ? [] : [`${name} is ${said}, but the stack's is ${is}`],
  )

async function policyOf(look: StackLook, state: StackState): Promise<Read<Policy>> {
  const { findings, value: json } = await text(look, state, 'policy')
  if (json === undefined) return { findings }
  const read = parsed('policy', SEE.policy, () => readPolicy(json))
  if (read.value === undefined) return read
  const wrong = disagreements(read.value, state)
  const { tenants } = read.value
  return {
    value: read.value,
    findings: [
      wrong.length === 0
        ? ok('policy', `read; tenants: ${tenants.map(({ name }) => name).join(', ') || 'none'}`)
        : warning('policy', wrong.join('; '), {
            advice: 'files may be refused that are in their place: leave both out of the policy, and deploy again',
            see: SEE.policy,
          }),
    ],
  }
}

async function defaultsOf(look: StackLook, state: StackState): Promise<Read<ReadonlyMap<string, string>>> {
  const about = 'spark-defaults'
  const { findings, value: properties } = await text(look, state, about)
  if (properties === undefined) return { findings }
  const read = parsed(about, SEE.context, () => parseProperties(properties))
  if (read.value === undefined) return read
  const unknown = unknownProperties(SparkConf.of(read.value))
  return {
    value: read.value,
    findings: [
      unknown.length === 0
        ? ok(about, `read; ${read.value.size} settings`)
        : warning(about, unknown.join('; '), { advice: 'mend sparkDefaults, and deploy again', see: SEE.context }),
    ],
  }
}

function image({ policy, defaults }: Settings): readonly Finding[] {
  if (policy === undefined || defaults === undefined) return []
  const has = (conf: Readonly<Record<string, string>>) => Boolean(conf[IMAGE] || conf[DRIVER_IMAGE])
  const without = policy.tenants.filter(({ conf }) => !has(conf)).map(({ name }) => name)
  if (without.length === 0 || has(Object.fromEntries(defaults))) return [ok('image', 'jobs have one by themselves')]
  return [
    warning('image', `each job of ${without.join(', ')} has to name its own: ${IMAGE} is not set`, {
      advice: 'set it in sparkDefaults, or in the conf of the policy',
      see: SEE.context,
    }),
  ]
}

/** What every job starts from, and what it may do: whether it can be read, and fits together. */
export async function settingsFindings(look: StackLook, state: StackState): Promise<Read<Settings>> {
  const [policy, defaults] = await Promise.all([policyOf(look, state), defaultsOf(look, state)])
  const value: Settings = {
    ...(policy.value === undefined ? {} : { policy: policy.value }),
    ...(defaults.value === undefined ? {} : { defaults: defaults.value }),
  }
  return { value, findings: [...policy.findings, ...defaults.findings, ...image(value)] }
}
