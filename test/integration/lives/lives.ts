import { deriveJobId } from '../../../lib/jobs/job-id.ts'
import { claimConf, LIFE_KINDS, type LifeKind } from './life-kinds.ts'

/** Where they live, under the policy's tenant that gives them their image. */
export const NAMESPACE = 'lives'

/** One job whose driver's life is known beforehand. */
export interface Life extends LifeKind {
  /** Of the message, and in the diary. */
  readonly name: string
  readonly kind: string
  readonly jobId: string
}

const ROUND = Object.entries(LIFE_KINDS).flatMap(([kind, { share }]) => Array<string>(share).fill(kind))

/** Coprime to fifty, so that fifty in a row hold every kind, well mixed. */
const STRIDE = 13

/** So many lives, of all kinds by their shares. */
export const makeLives = (count: number, prefix: string): readonly Life[] =>
  Array.from({ length: count }, (_, i) => {
    const kind = ROUND[(i * STRIDE) % ROUND.length] ?? ''
    const name = `${prefix}-${i}`
    return { ...(LIFE_KINDS[kind] as LifeKind), kind, name, jobId: deriveJobId({ kind: 'sqs', id: name }) }
  })

/** The message that asks for it. */
export const messageOf = ({ name, attempts, asks, deed }: Life): object => ({
  version: 1,
  id: name,
  name,
  namespace: NAMESPACE,
  main: { file: 'local:///opt/spark/examples/life.jar', class: 'example.Life' },
  args: ['--life', name, ...attempts],
  ...(deed === 'make the claim' ? { conf: claimConf(name) } : {}),
  ...asks,
})
