import { POD_EVENT } from '../../events/pod-event.ts'
import { startForwarder } from '../../images/pod-event-forwarder/forwarder.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import type { PodEvent, PodEventPublisher, Refusal } from '../../lib/jobs/forwarding/pod-event-publisher.ts'
import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { silentLog } from '../fakes/silent-log.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Chronicle } from './chronicle.ts'
import type { Faults } from './faults.ts'
import { SimulatedProcess } from './process.ts'
import type { SimulatedApi } from './simulated-api.ts'

/** The longest that a call to the bus, or its answer, is under way, in milliseconds. */
const LONGEST_WAY_MS = 100
/** Calls that fail as a whole, and entries that are refused alone, in percent. */
const FAILING = 10
const REFUSED = 10

export interface ForwarderTools {
  readonly agenda: Agenda
  readonly chance: Chance
  readonly faults: Faults
  readonly chronicle: Chronicle
  readonly api: SimulatedApi
  /** What the bus does with an event that it took. */
  readonly take: (event: PodEvent) => void
}

/** The pod-event-forwarder as it is deployed, in a process that can be killed and started again. */
export class SimulatedForwarder {
  readonly #tools: ForwarderTools
  #process: SimulatedProcess | undefined
  #starts = 0

  constructor(tools: ForwarderTools) {
    this.#tools = tools
  }

  kill(): void {
    this.#process?.kill()
    this.#process = undefined
  }

  start(): void {
    const process = new SimulatedProcess(`forwarder ${++this.#starts}`, this.#tools)
    this.#process = process
    this.#tools.chronicle.note(() => `${process.name} starts`)
    void startForwarder({
      connection: plainConnection('http://api'),
      transport: this.#tools.api.transportOf(process),
      publisher: this.#busOf(process),
      clusterName: 'main',
      timers: process,
      log: silentLog,
    })
  }

  #busOf(process: SimulatedProcess): PodEventPublisher {
    let number = 0
    return { publish: (events) => this.#publish(events, process, `${process.name}: PutEvents ${++number}`) }
  }

  async #publish(events: readonly PodEvent[], process: SimulatedProcess, name: string): Promise<readonly Refusal[]> {
    const { faults, take } = this.#tools
    const chance = this.#tools.chance.of(name)
    const drawn = chance.percent(FAILING)
    const when = chance.pick(['before', 'after'])
    await process.sleep(chance.between(1, LONGEST_WAY_MS))
    const fails = faults.strike(drawn, () => `${name} fails ${when} it was done`)
    if (fails && when === 'before') throw new TransientError('AWS_UNAVAILABLE', 'simulated')
    const refusals = events.map((event, index) => {
      const refused = faults.strike(chance.percent(REFUSED), () => `${name}: entry ${index + 1} is refused`)
      if (!refused) take(event)
      return refused ? 'InternalFailure' : undefined
    })
    await process.sleep(chance.between(1, LONGEST_WAY_MS))
    if (fails) throw new TransientError('AWS_UNAVAILABLE', 'simulated')
    return refusals
  }
}

/** What an event is about, in words of the story. */
export const aboutOf = ({ detailType, detail }: PodEvent): string => {
  if (detailType === POD_EVENT.driver && 'pod' in detail) return `news of pod ${detail.pod.metadata.name}`
  return 'sparkAppId' in detail ? `executors of ${detail.sparkAppId}` : detailType
}
