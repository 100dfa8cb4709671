import { ByteStream } from '../fakes/byte-stream.ts'
import { matchesSelector } from '../fakes/label-selector.ts'
import type { Agenda } from './agenda.ts'
import type { PodChange, WatchHistory } from './watch-history.ts'

/** How long it takes from a change to the bytes that tell of it. */
const LAG_MS = 20
const BOOKMARK_MS = 60_000

export interface WatchOptions {
  readonly selector: string
  /** The version from which on it tells. */
  readonly from: number
  /** When the API server ends it, in milliseconds from now. */
  readonly lasts: number
  /** Whether it is of every namespace. */
  readonly isWide: boolean
}

const GONE = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'too old resource version' }

/** One watch of pods, as the API server answers it, until either side ends it or it breaks. */
export class ApiWatch {
  readonly #history: WatchHistory
  readonly #agenda: Agenda
  readonly #selector: string
  readonly #over = new AbortController()
  readonly #stream = new ByteStream()
  #isSilent = false
  readonly isWide: boolean
  readonly beganAt: number

  constructor(agenda: Agenda, history: WatchHistory, { selector, from, lasts, isWide }: WatchOptions) {
    this.isWide = isWide
    this.beganAt = agenda.now
    this.#agenda = agenda
    this.#history = history
    this.#selector = selector
    for (const change of history.since(from) ?? []) this.#tell(change)
    history.listen((change) => this.#tell(change), this.#over.signal)
    agenda.after(lasts, () => this.end())
    this.#bookmark()
  }

  get isOver(): boolean {
    return this.#over.signal.aborted
  }

  get isSilent(): boolean {
    return this.#isSilent
  }

  /** From now on nothing comes, and the connection stays. */
  stall(): void {
    this.#isSilent = true
  }

  /** The connection is reset. */
  reset(): void {
    this.#close(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
  }

  end(): void {
    this.#close(undefined)
  }

  /** The API server says that it does not go back as far as that any more. */
  expire(): void {
    if (this.isOver) return
    this.#put({ type: 'ERROR', object: GONE })
    this.end()
  }

  /** The client has gone away. */
  abandon(reason: Error): void {
    this.#isSilent = false
    this.#close(reason)
  }

  bytes(): AsyncGenerator<Uint8Array> {
    return this.#stream.bytes(() => this.#over.abort())
  }

  #tell({ type, pod, before }: PodChange): void {
    const known = before !== undefined && matchesSelector(this.#selector, before)
    const wanted = type !== 'DELETED' && matchesSelector(this.#selector, pod.metadata?.labels)
    if (!known && !wanted) return
    const shown = known && wanted ? 'MODIFIED' : wanted ? 'ADDED' : 'DELETED'
    this.#agenda.after(LAG_MS, () => this.#put({ type: shown, object: pod }))
  }

  #bookmark(): void {
    this.#agenda.after(BOOKMARK_MS, () => {
      if (this.isOver) return
      const { version } = this.#history
      const object = { kind: 'Pod', metadata: { resourceVersion: String(version) } }
      this.#agenda.after(LAG_MS, () => this.#put({ type: 'BOOKMARK', object }))
      this.#bookmark()
    })
  }

  #put(event: object): void {
    if (this.isOver || this.#isSilent) return
    this.#stream.put(Buffer.from(`${JSON.stringify(event)}\n`))
  }

  #close(how: Error | undefined): void {
    if (this.isOver || (this.#isSilent && how === undefined)) return
    this.#over.abort()
    this.#stream.put(how)
  }
}
