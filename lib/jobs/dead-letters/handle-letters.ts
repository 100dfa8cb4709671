import { resentAttributes } from './letter-attributes.ts'
import { type DeadLetters, type Sweep, type Swept, sweepLetters } from './sweep-letters.ts'

/** The dead letters that are meant; they stay where they are. */
export const listLetters = async (deps: DeadLetters, sweep: Sweep): Promise<Swept> => {
  const { letters, more } = await sweepLetters(deps, sweep, async () => 'stays')
  return { letters: letters.slice(0, sweep.limit), more: more || letters.length > sweep.limit }
}

/**
 * Sends the letters again to where they came from. Each is sent before it is deleted: whoever dies in between sends it
 * twice, and the second one changes nothing, as it is the same by its id.
 */
export const redriveLetters = (deps: DeadLetters, sweep: Sweep): Promise<Swept> =>
  sweepLetters(deps, sweep, async (queue, held) => {
    await queue.resend({ body: held.body, attributes: resentAttributes(held.messageId, held.attributes) })
    await queue.remove(held)
    return 'over'
  })

/** Deletes the letters. */
export const dropLetters = (deps: DeadLetters, sweep: Sweep): Promise<Swept> =>
  sweepLetters(deps, sweep, async (queue, held) => {
    await queue.remove(held)
    return 'over'
  })
