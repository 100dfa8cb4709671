import * as z from 'zod'
import type { PodWarning } from '../../../events/pod-event.ts'
import { explainsWaiting } from '../classify/classify-waiting.ts'
import { endsPod } from '../classify/kubelet-stop.ts'
import { lastSeen, podEventRecordSchema } from '../classify/pod-event-record.ts'
import { cut } from './shorten-driver.ts'

/** What the API server is asked for, so that nothing else comes: Events say most about executors, and that all is well. */
export const POD_WARNINGS = 'involvedObject.kind=Pod,type=Warning'

/** A kubelet's messages are a line or two; a scheduler's may be longer. */
const LONGEST_MESSAGE = 1024

/** A core/v1 Event as far as it is looked at. */
const eventSchema = podEventRecordSchema.extend({
  involvedObject: z.object({ uid: z.string() }),
  reason: z.string().refine((reason) => explainsWaiting(reason) || endsPod(reason)),
})

/** All that is kept of an Event. */
export interface WarningView extends PodWarning {
  /** The pod's. */
  readonly uid: string
}

/** The Event as far as it is looked at; undefined where it explains nothing of a pod that waits, or that its kubelet ends. */
export function warningOf(event: unknown): WarningView | undefined {
  const { success, data } = eventSchema.safeParse(event)
  if (!success) return undefined
  const { involvedObject, reason, message = '' } = data
  return {
    uid: involvedObject.uid,
    reason,
    message: cut(message, LONGEST_MESSAGE),
    lastSeen: new Date(lastSeen(data)).toISOString(),
  }
}
