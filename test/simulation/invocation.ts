import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { Crash } from '../fakes/crash.ts'
import { guardedPort } from '../fakes/guarded-port.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'

/** Which calls go wrong, in percent; nothing once `over`. */
export interface Weather {
  over: boolean
  /** Calls that fail, before or after they were done. */
  readonly failing: number
  /** Functions that die at one of their awaits. */
  readonly dying: number
  /** How far a function's clock may be from the right time, in milliseconds. */
  readonly skew: number
}

/** What a dependency says when it does not do what was asked, and what it may say though it did it. */
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

/** The longest that one call takes, in milliseconds. */
const LONGEST_CALL_MS = 400

/** Functions make some dozen calls; who is to die later lives. */
const CALLS = 40

/**
 * One run of a function: each call it makes takes time, in which the others go on, may fail before or after it was done,
 * and may be the last one because the function dies.
 */
export class Invocation {
  readonly #agenda: Agenda
  readonly #chance: Chance
  readonly #weather: Weather
  readonly #diesAt: number
  #calls = 0
  #dead = false
  /** By how much this function's clock is wrong, in milliseconds. */
  readonly skew: number

  constructor(agenda: Agenda, chance: Chance, weather: Weather) {
    this.#agenda = agenda
    this.#chance = chance
    this.#weather = weather
    const dies = !weather.over && chance.percent(weather.dying)
    this.#diesAt = dies ? chance.between(1, CALLS) : Number.POSITIVE_INFINITY
    this.skew = weather.over ? 0 : chance.between(-weather.skew, weather.skew)
  }

  /** The port as this function reaches it. */
  reach<T extends object>(port: T, side: Side): T {
    return guardedPort(port, (effect) => this.#call(side, effect))
  }

  async #call(side: Side, effect: () => unknown): Promise<unknown> {
    const dies = this.#calls++ === this.#diesAt ? this.#chance.pick(['before', 'after']) : ''
    const fails = this.#fails() ? this.#chance.pick(['before', 'after']) : ''
    await this.#time()
    if (dies === 'before') this.#dead = true
    this.#demandAlive()
    if (fails === 'before') throw this.#chance.pick<() => Error>(refusals[side])()
    const result = await effect()
    await this.#time()
    if (dies === 'after') this.#dead = true
    this.#demandAlive()
    // That it was done and no answer came; a refusal would have to be the truth.
    if (fails === 'after') throw new TransientError('NO_ANSWER', 'no answer within 10000 ms')
    return result
  }

  #fails(): boolean {
    return !this.#weather.over && this.#chance.percent(this.#weather.failing)
  }

  async #time(): Promise<void> {
    await this.#agenda.sleep(this.#chance.between(1, LONGEST_CALL_MS))
  }

  #demandAlive(): void {
    if (this.#dead) throw new Crash('the function has died')
  }
}
