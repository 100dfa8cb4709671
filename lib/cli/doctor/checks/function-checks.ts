import { type Check, examine } from '../examine.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import type { EventSourceState, FunctionState, StackLook, StackState } from '../stack-look.ts'

const idsOf = ({ resources }: StackState, type: string): readonly string[] =>
  resources.filter((resource) => resource.type === type).map(({ id }) => id)

const GONE = {
  advice: 'somebody deleted it by hand: deploy again, with a change that has it made anew',
  see: SEE.deploy,
}

/** Functions that nothing has called for weeks are put to sleep; the next call wakes them. */
const RUNS = new Set(['Active', 'Inactive'])

function stateOf(name: string, found: FunctionState | undefined): Finding {
  const about = `function ${name}`
  if (found === undefined) return failed(about, 'there is none', GONE)
  const { state, lastUpdate, reason = 'AWS says no reason' } = found
  if (!RUNS.has(state)) return failed(about, `it is ${state}: ${reason}`, { see: SEE.functionFails })
  if (lastUpdate === 'Failed')
    return failed(about, `its last change failed: ${reason}`, { advice: 'deploy again', see: SEE.functionFails })
  return ok(about, lastUpdate === 'InProgress' ? 'being changed' : 'ready')
}

function sourceOf(id: string, found: EventSourceState | undefined): Finding {
  if (found === undefined) return failed(`event source ${id}`, 'there is none', GONE)
  const { feeds, state, lastResult } = found
  const about = `queue of ${feeds}`
  const see = SEE.queueAge
  if (!/^Enabl/.test(state))
    return failed(about, `nothing takes its messages: the event source mapping is ${state}`, {
      advice: `aws lambda update-event-source-mapping --uuid ${id} --enabled`,
      see,
    })
  if (lastResult !== undefined && /problem|error|fail/i.test(lastResult))
    return warning(about, `Lambda says of reading it: ${lastResult}`, { see })
  return ok(about, 'Lambda reads it')
}

/** Findings of the same kind that are all well are told as one. */
const together = (about: string, findings: readonly Finding[], saw: string): readonly Finding[] =>
  findings.length > 0 && findings.every(({ verdict }) => verdict === 'ok') ? [ok(about, saw)] : findings

/** The functions, and the mappings that bring messages to them. */
export async function functionFindings(look: StackLook, state: StackState): Promise<readonly Finding[]> {
  const functions = idsOf(state, 'AWS::Lambda::Function')
  const sources = idsOf(state, 'AWS::Lambda::EventSourceMapping')
  const [states, feeds] = await Promise.all([
    examine(
      functions.map(
        (name): Check => ({
          about: `function ${name}`,
          look: async () => stateOf(name, await look.lambda(name)),
        }),
      ),
    ),
    examine(
      sources.map(
        (id): Check => ({
          about: `event source ${id}`,
          look: async () => sourceOf(id, await look.eventSource(id)),
        }),
      ),
    ),
  ])
  return [
    ...together('functions', states, `all ${functions.length} are ready`),
    ...together('event sources', feeds, `all ${sources.length} queues are read`),
  ]
}
