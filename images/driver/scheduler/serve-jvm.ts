import type { ExecutorObserver } from '../../../lib/scheduler/executor-observer.ts'
import type { SchedulerLoop, SparkBackend } from '../../../lib/scheduler/scheduler-loop.ts'
import type { JvmLink } from './jvm-link.ts'
import { podReport } from './pod-report.ts'
import type { StartMessage } from './protocol.ts'

/** What the loop is given to speak to Spark with, whose own lifecycle manager sees to executors that ended. */
export interface JvmBackend extends SparkBackend, ExecutorObserver {
  /** To be called before an executor of this id is created. */
  creating(id: number): void
  /** The loop is of no use for this application; something else may be. Nothing more is said after that. */
  broken(error: unknown): void
}

export type BeginLoop = (start: StartMessage, backend: JvmBackend) => Promise<SchedulerLoop>

/** So many of the ids there have been are told of ahead: more executors, fewer messages, and few ids lost with a loop that dies. */
const AHEAD = 1 / 4

class Requests {
  readonly #waiting = new Map<number, () => void>()
  #last = 0

  open(): { readonly request: number; readonly answered: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last += 1
    this.#waiting.set(this.#last, resolve)
    return { request: this.#last, answered: promise }
  }

  answer(request: number): void {
    this.#waiting.get(request)?.()
    this.#waiting.delete(request)
  }
}

const backendOf = (link: JvmLink, requests: Requests, onBroken: (error: unknown) => void): JvmBackend => {
  let highest = 0
  let toldHighest = 0
  let broken = false
  const tellHighest = () => {
    if (highest <= toldHighest) return
    toldHighest = highest + Math.floor(highest * AHEAD)
    link.send({ type: 'creating', id: toldHighest })
  }
  return {
    creating: (id) => {
      highest = Math.max(highest, id)
      // Those that are begun together are told of together, before the first of them is sent, which takes a moment more.
      queueMicrotask(tellHighest)
    },
    deleting: (ids) => {
      const { request, answered } = requests.open()
      link.send({ type: 'deleting', request, ids })
      return answered
    },
    changed: (pods) => link.send({ type: 'pods', all: false, pods: pods.map(podReport) }),
    listed: (pods) => link.send({ type: 'pods', all: true, pods: pods.map(podReport) }),
    // Its lifecycle manager says that to Spark.
    removed: () => undefined,
    fail: (reason) => {
      if (!broken) link.send({ type: 'fail', reason })
    },
    broken: (error) => {
      broken = true
      onBroken(error)
    },
  }
}

/**
 * Does what the JVM says, until it says stop or is gone. Where it is gone the executors stay: they are the driver pod's,
 * and go with it.
 *
 * @throws Error where a message is not understood, or the loop cannot be begun or is broken
 */
export const serveJvm = async (link: JvmLink, begin: BeginLoop): Promise<void> => {
  const { promise: broken, reject } = Promise.withResolvers<never>()
  await Promise.race([serveUntilEnd(link, begin, reject), broken])
}

const serveUntilEnd = async (link: JvmLink, begin: BeginLoop, onBroken: (error: unknown) => void): Promise<void> => {
  const requests = new Requests()
  let loop: SchedulerLoop | undefined
  let stopped: Promise<void> | undefined
  for await (const message of link.messages) {
    switch (message.type) {
      case 'start':
        loop = await begin(message, backendOf(link, requests, onBroken))
        break
      case 'targets':
        loop?.setTargets(new Map(message.targets.map(({ profile, count }) => [profile, count])))
        break
      case 'known':
        loop?.setKnown(new Set(message.ids))
        break
      case 'acknowledged':
        requests.answer(message.request)
        break
      case 'ping':
        link.send({ type: 'pong' })
        break
      case 'stop':
        // Not awaited here: the loop may still need the JVM's answers to stop.
        stopped ??= (loop?.stop() ?? Promise.resolve()).finally(() => link.end())
        break
    }
  }
  await stopped
}
