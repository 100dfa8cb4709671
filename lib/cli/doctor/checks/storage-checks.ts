import { type Check, examine } from '../examine.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import type { StackLook, StackState } from '../stack-look.ts'

const table = (look: StackLook, name: string): Check => ({
  about: `table ${name}`,
  look: async () => {
    const about = `table ${name}`
    const see = SEE.deploy
    const found = await look.table(name)
    if (found === undefined) return failed(about, 'there is none', { advice: 'restore it from its backup', see })
    if (found.status !== 'ACTIVE' && found.status !== 'UPDATING')
      return failed(about, `it is ${found.status || 'of no status'}`, { see })
    return found.expires
      ? ok(about, 'answers, and lets go of what is over')
      : warning(about, 'time to live is off: records of ended jobs stay for ever', { advice: 'deploy again', see })
  },
})

const dropBucket = (look: StackLook, name: string): Check => ({
  about: `drop bucket ${name}`,
  look: async () => {
    const about = `drop bucket ${name}`
    const see = SEE.deploy
    const found = await look.bucket(name)
    if (found === undefined) return failed(about, 'there is none', { advice: 'deploy again', see })
    if (!found.tellsEventBridge)
      return failed(about, 'it tells EventBridge nothing: what is dropped becomes no job', {
        advice: `aws s3api put-bucket-notification-configuration --bucket ${name} --notification-configuration '{"EventBridgeConfiguration": {}}'`,
        see,
      })
    if (!found.versioned)
      return warning(about, 'it keeps no versions: a job may run what was dropped after it', {
        advice: 'deploy again',
        see,
      })
    return ok(about, 'keeps versions, and tells EventBridge')
  },
})

/** Where jobs are kept, and where they are dropped. */
export function storageFindings(look: StackLook, { outputs, resources }: StackState): Promise<readonly Finding[]> {
  const tables = resources.filter(({ type }) => type === 'AWS::DynamoDB::Table').map(({ id }) => id)
  const bucket = outputs.get('DropBucket')
  return examine([
    ...tables.map((name) => table(look, name)),
    ...(bucket === undefined ? [] : [dropBucket(look, bucket)]),
  ])
}
