import type { HttpRequest, HttpResponse, HttpTransport } from '../../lib/kubernetes/http-transport.ts'
import type { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import type { Agenda } from './agenda.ts'
import { answerOf, statusOf } from './api-answer.ts'
import { ApiWatch } from './api-watch.ts'
import type { Faults } from './faults.ts'
import { PodsApi } from './pods-api.ts'
import type { SimulatedProcess } from './process.ts'
import { WatchHistory } from './watch-history.ts'

/** The longest that a request, or its answer, is under way, in milliseconds. */
export const LONGEST_WAY_MS = 100
const NO_ANSWER_MS = 10_000
/** Requests that fail, before or after they were carried out, in percent. */
const FAILING = 10
/** Watches that something happens to before the API server ends them, in percent. */
const BREAKING = 60
const COMPACTED_EVERY_MS = 5 * 60_000
/** There is nothing but pods. */
const NOTHING = 'sparkdrop.dev/no-pod'
const MISHAPS = ['falls silent', 'is reset', 'is ended', 'is told 410'] as const

interface ApiOptions {
  readonly agenda: Agenda
  readonly faults: Faults
  readonly cluster: InMemoryCluster
  /** A client that ignores 410: where its version is gone it watches on from now. */
  readonly ignoresGone: boolean
}

/** What chance has in store for one request. */
interface Fate {
  readonly way: number
  readonly wayBack: number
  /** How it fails; undefined where it does not. */
  readonly failure: 'refused' | 'reset' | 'unanswered' | undefined
  readonly isCarriedOut: boolean
  readonly code: number
}

const networkError = (code: string): Error => Object.assign(new Error(code), { code })

/** The API server of a simulated cluster, and the network to it, for processes that speak HTTP. */
export class SimulatedApi {
  readonly history: WatchHistory
  readonly #options: ApiOptions
  readonly #pods: PodsApi
  #watches: ApiWatch[] = []

  constructor(options: ApiOptions) {
    this.#options = options
    this.history = new WatchHistory(options.cluster)
    this.#pods = new PodsApi(options.cluster)
    this.#compactNowAndThen()
  }

  /**
   * The network as one process has it.
   * @param isBlind whether every list comes back empty
   */
  transportOf(process: SimulatedProcess, isBlind = false): HttpTransport {
    let number = 0
    return {
      send: (request) => {
        const url = new URL(request.path, 'http://api')
        const name = `${process.name}: request ${++number} (${request.method} ${url.pathname})`
        const sent = { ...request, signal: AbortSignal.any([request.signal, process.killed]) }
        return this.#send(sent, url, name, process, isBlind)
      },
      close: () => {},
    }
  }

  /** How long somebody has been hearing at once of what becomes of any pod, in milliseconds. */
  get heardFor(): number {
    const { agenda } = this.#options
    const hear = this.#open().filter((watch) => watch.isWide && !watch.isSilent)
    return Math.max(0, ...hear.map(({ beganAt }) => agenda.now - beganAt))
  }

  /** Every watch falls silent. */
  stallWatches(): void {
    for (const watch of this.#open()) watch.stall()
  }

  /** Every watch breaks, and nothing is known any more of what happened meanwhile. */
  breakWatches(): void {
    this.history.compact()
    for (const watch of this.#open()) watch.reset()
  }

  async #send(
    request: HttpRequest,
    url: URL,
    name: string,
    process: SimulatedProcess,
    isBlind: boolean,
  ): Promise<HttpResponse> {
    const fate = this.#fateOf(name, url, process)
    await this.#wait(fate.way, request.signal)
    if (fate.failure && !fate.isCarriedOut) return this.#fail(fate, request.signal)
    if (url.searchParams.get('watch') === 'true') return this.#watch(request, url, name, process)
    const answer = await this.#pods.answer(request, url, isBlind)
    await this.#wait(fate.wayBack, request.signal)
    return fate.failure ? this.#fail(fate, request.signal) : answer
  }

  #fateOf(name: string, url: URL, { chance }: SimulatedProcess): Fate {
    const [way, wayBack] = [chance.between(1, LONGEST_WAY_MS), chance.between(1, LONGEST_WAY_MS)]
    const drawn = chance.percent(FAILING)
    const isCarriedOut = chance.percent(50) && url.searchParams.get('watch') !== 'true'
    const how = chance.pick(
      isCarriedOut ? (['reset', 'unanswered'] as const) : (['refused', 'reset', 'unanswered'] as const),
    )
    const code = chance.pick([429, 500, 503])
    const why = how === 'refused' ? `${how} with ${code}` : how
    const struck = this.#options.faults.strike(
      drawn,
      () => `${name} is ${why}${isCarriedOut ? ', though carried out' : ''}`,
    )
    return { way, wayBack, failure: struck ? how : undefined, isCarriedOut, code }
  }

  async #fail({ failure, code }: Fate, signal: AbortSignal): Promise<HttpResponse> {
    if (failure === 'refused') return statusOf(code, 'Unavailable', 'simulated')
    if (failure === 'unanswered') await this.#wait(NO_ANSWER_MS, signal)
    throw networkError(failure === 'unanswered' ? 'ETIMEDOUT' : 'ECONNRESET')
  }

  #watch(request: HttpRequest, url: URL, name: string, { chance }: SimulatedProcess): HttpResponse {
    const { agenda, faults, ignoresGone } = this.#options
    const lasts = Number(url.searchParams.get('timeoutSeconds')) * 1000
    const breaks = chance.percent(BREAKING)
    const at = chance.between(0, lasts)
    const mishap = chance.pick(MISHAPS)
    const asEvent = chance.percent(50)
    const asked = Number(url.searchParams.get('resourceVersion') ?? this.history.version)
    const isGone = this.history.since(asked) === undefined
    if (isGone && !ignoresGone && !asEvent) return statusOf(410, 'Expired', 'too old resource version')
    const from = isGone ? this.history.version : asked
    const isOfPods = url.pathname.endsWith('/pods')
    const selector = isOfPods ? (url.searchParams.get('labelSelector') ?? '') : NOTHING
    const watch = new ApiWatch(agenda, this.history, { selector, from, lasts, isWide: url.pathname === '/api/v1/pods' })
    this.#watches.push(watch)
    request.signal.addEventListener('abort', () => watch.abandon(request.signal.reason), { once: true })
    if (isGone && !ignoresGone) watch.expire()
    if (breaks) {
      agenda.after(at, () => {
        if (watch.isOver || !faults.strike(true, () => `${name}: the watch ${mishap}`)) return
        if (mishap === 'falls silent') watch.stall()
        else if (mishap === 'is reset') watch.reset()
        else if (mishap === 'is ended' || ignoresGone) watch.end()
        else watch.expire()
      })
    }
    return answerOf(200, watch.bytes())
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#options.agenda.sleep(ms, signal)
    signal.throwIfAborted()
  }

  #open(): readonly ApiWatch[] {
    this.#watches = this.#watches.filter(({ isOver }) => !isOver)
    return this.#watches
  }

  #compactNowAndThen(): void {
    const { agenda, faults } = this.#options
    agenda.after(COMPACTED_EVERY_MS, () => {
      const minute = Math.round(agenda.now / 60_000)
      if (faults.strike(true, () => `the API server forgets what was before minute ${minute}`)) this.history.compact()
      this.#compactNowAndThen()
    })
  }
}
