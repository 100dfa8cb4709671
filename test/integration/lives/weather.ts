import { setTimeout as pause } from 'node:timers/promises'
import type { LifeStack } from './life-stack.ts'

const DOWN_MS = 3_000
const LOOK_MS = 500

/** Kills the forwarder every so often, until the signal aborts; it is started again at once. */
export const killForwarder = async ({ forwarder }: LifeStack, everyMs: number, signal: AbortSignal): Promise<void> => {
  for (;;) {
    try {
      await pause(everyMs, undefined, { signal })
    } catch {
      return
    }
    await forwarder.crash()
  }
}

/** Kills the API server each time that so many drivers have ended, and starts it again three seconds later. */
export const killApiServer = async (
  { server, diary }: LifeStack,
  afterEnds: readonly number[],
  signal: AbortSignal,
): Promise<number> => {
  for (const ends of afterEnds) {
    while ((await diary.ended()).length < ends) {
      if (signal.aborted) return afterEnds.indexOf(ends)
      await pause(LOOK_MS)
    }
    await server.kill()
    await pause(DOWN_MS)
    await server.start()
  }
  return afterEnds.length
}
