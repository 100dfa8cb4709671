import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import type { Clock } from '../../lib/ports/clock.ts'
import { Crash } from '../fakes/crash.ts'
import { guardedPort } from '../fakes/guarded-port.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import { type Faults, MOST_SKEW_MS } from './faults.ts'
import { rightTime } from './process.ts'

/** What a dependency says when it does not do what was asked. */
const refusals = {
  kubernetes: [
    () => new KubernetesError({ code: 409, reason: 'Conflict', message: 'the object has been modified' }, 'simulated'),
    () => new KubernetesError({ code: 429, reason: 'TooManyRequests', message: 'too many requests' }, 'simulated'),
    () => new KubernetesError({ code: 500, reason: 'InternalError', message: 'etcd: request timed out' }, 'simulated'),
    () => new TransientError('KUBERNETES_UNREACHABLE', 'no answer within 10000 ms'),
  ],
  aws: [
    () => new TransientError('AWS_UNAVAILABLE', 'ThrottlingException'),
    () => new TransientError('AWS_UNAVAILABLE', 'no answer'),
  ],
} as const

export type Side = keyof typeof refusals

/** The longest that a call, or its answer, is under way, in milliseconds. */
const LONGEST_WAY_MS = 400
/** Functions make some dozen calls; who is to die later lives. */
const CALLS = 40
/** Calls that fail, before or after they were done, in percent. */
const FAILING = 10
/** Functions that die at one of their awaits, in percent. */
const DYING = 15

/**
 * One run of a function: each call it makes takes time, in which the others go on, may fail before or after it was done,
 * and may be the last one because the function dies.
 */
export class Invocation {
  readonly clock: Clock
  /** A number in [0, 1). */
  readonly next: () => number
  readonly #name: string
  readonly #agenda: Agenda
  readonly #chance: Chance
  readonly #faults: Faults
  readonly #diesAt: number
  #calls = 0
  #isDead = false

  /** @param name what this run is called, in every course of the same seed */
  constructor(name: string, { agenda, chance, faults }: { agenda: Agenda; chance: Chance; faults: Faults }) {
    this.#name = name
    this.#agenda = agenda
    this.#faults = faults
    this.#chance = chance.of(name)
    this.next = chance.of(`${name}, its own`).next
    const drawn = this.#chance.between(-MOST_SKEW_MS, MOST_SKEW_MS)
    this.#diesAt = this.#chance.percent(DYING) ? this.#chance.between(1, CALLS) : Number.POSITIVE_INFINITY
    const skew = faults.strike(true, () => `${name}: its clock is ${Math.round(drawn / 1000)} s off`) ? drawn : 0
    this.clock = { now: () => rightTime(agenda) + skew, monotonic: () => agenda.now }
  }

  /** The port as this function reaches it. */
  reach<T extends object>(port: T, side: Side): T {
    return guardedPort(port, (effect, method) => this.#call(side, effect, method))
  }

  async #call(side: Side, effect: () => unknown, method: string): Promise<unknown> {
    const number = ++this.#calls
    const chance = this.#chance
    const ways = [chance.between(1, LONGEST_WAY_MS), chance.between(1, LONGEST_WAY_MS)] as const
    const drawn = chance.percent(FAILING)
    const [failsAt, diesAt] = [chance.pick(['before', 'after']), chance.pick(['before', 'after'])]
    const refusal = chance.pick<() => Error>(refusals[side])
    const called = `call ${number} (${method})`
    const dies = (when: string): boolean =>
      this.#faults.strike(number === this.#diesAt && diesAt === when, () => `${this.#name}: dies ${when} ${called}`)
    await this.#agenda.sleep(ways[0])
    if (dies('before')) this.#isDead = true
    this.#demandAlive()
    const fails = this.#faults.strike(drawn, () => `${this.#name}: ${called} fails ${failsAt} it is done`)
    if (fails && failsAt === 'before') throw refusal()
    const result = await effect()
    await this.#agenda.sleep(ways[1])
    if (dies('after')) this.#isDead = true
    this.#demandAlive()
    // That it was done and no answer came; a refusal would have to be the truth.
    if (fails) throw new TransientError('NO_ANSWER', 'no answer within 10000 ms')
    return result
  }

  #demandAlive(): void {
    if (this.#isDead) throw new Crash('the function has died')
  }
}
