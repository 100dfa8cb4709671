import { type Check, examine } from '../examine.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import type { StackLook, StackState } from '../stack-look.ts'

/** In seconds: as the alarm on it has it. */
const OLD = 600

interface Queue {
  readonly name: string
  readonly url: string
  readonly deadLetters: string | undefined
}

const kebab = (text: string): string => text.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
const nameOf = (url: string): string => url.split('/').at(-1) ?? url

const queuesOf = ({ outputs }: StackState): readonly Queue[] =>
  [...outputs].flatMap(([output, url]) => {
    const [, kind] = /^(\w+)QueueUrl$/.exec(output) ?? []
    return kind === undefined ? [] : [{ name: kebab(kind), url, deadLetters: outputs.get(`${kind}DeadLettersUrl`) }]
  })

const gone = (about: string): Finding =>
  failed(about, 'there is none', { advice: 'somebody deleted it by hand: deploy again', see: SEE.deploy })

const depth = (look: StackLook, { name, url }: Queue): Check => ({
  about: `queue ${name}`,
  look: async () => {
    const found = await look.queue(url)
    if (found === undefined) return gone(`queue ${name}`)
    const { waiting, inFlight } = found
    return ok(`queue ${name}`, waiting + inFlight === 0 ? 'empty' : `${waiting} waiting, ${inFlight} being handled`)
  },
})

const letters = (look: StackLook, about: string, url: string, advice: string, see: string): Check => ({
  about,
  look: async () => {
    const found = await look.queue(url)
    if (found === undefined) return gone(about)
    const count = found.waiting + found.inFlight
    return count === 0 ? ok(about, 'none') : failed(about, `${count}`, { advice, see })
  },
})

const deadLetters = (look: StackLook, { name, deadLetters: url }: Queue): readonly Check[] =>
  url === undefined
    ? []
    : [
        letters(
          look,
          `dead letters of ${name}`,
          url,
          `sparkdrop dlq list --queue ${name} says why; mend the cause, then sparkdrop dlq redrive --all --queue ${name}`,
          SEE.deadLetters,
        ),
      ]

/** A queue without a word from CloudWatch has had no message for a while. */
const ages = (look: StackLook, queues: readonly Queue[]): Check => ({
  about: 'oldest messages',
  look: async (): Promise<readonly Finding[]> => {
    const known = await look.oldestMessages(queues.map(({ url }) => nameOf(url)))
    const all = queues.map((queue) => ({ ...queue, age: known.get(nameOf(queue.url)) ?? 0 }))
    const old = all.filter(({ age }) => age >= OLD)
    if (old.length === 0) {
      const most = Math.max(0, ...all.map(({ age }) => age))
      return [ok('oldest messages', `none waits for more than ${most} s`)]
    }
    return old.map(({ name, age }) =>
      warning(`queue ${name}`, `its oldest message waits for ${age} s`, {
        advice: 'nobody comes to the messages, or they fail and come back: the log of its function says which',
        see: SEE.queueAge,
      }),
    )
  },
})

/** All queues: what waits in them and for how long, and what was given up. */
export function queueFindings(look: StackLook, state: StackState): Promise<readonly Finding[]> {
  const queues = queuesOf(state)
  const undelivered = state.outputs.get('UndeliveredEventsUrl')
  const advice = 'aws sqs receive-message --visibility-timeout 0 shows what could not be delivered, and why'
  return examine([
    ...queues.map((queue) => depth(look, queue)),
    ...(queues.length === 0 ? [] : [ages(look, queues)]),
    ...queues.flatMap((queue) => deadLetters(look, queue)),
    ...(undelivered === undefined ? [] : [letters(look, 'undelivered events', undelivered, advice, SEE.undelivered)]),
  ])
}
