import * as z from 'zod'
import type { EventSourceState, FunctionState } from '../../cli/doctor/stack-look.ts'
import { ask } from './ask.ts'
import { getLambda, type SignedCalls } from './signed-calls.ts'

const functionSchema = z.object({
  State: z.string().default('Active'),
  StateReason: z.string().nullish(),
  LastUpdateStatus: z.string().default('Successful'),
  LastUpdateStatusReason: z.string().nullish(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).default({}) }).nullish(),
})

const eventSourceSchema = z.object({
  FunctionArn: z.string(),
  State: z.string(),
  LastProcessingResult: z.string().nullish(),
})

/** Needs lambda:GetFunctionConfiguration. */
export async function functionState(calls: SignedCalls, name: string): Promise<FunctionState | undefined> {
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}/configuration`
  const answer = await ask('lambda:GetFunctionConfiguration', () => getLambda(calls, path))
  if (answer === undefined) return undefined
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason, Environment } = functionSchema.parse(answer)
  const reason = StateReason ?? LastUpdateStatusReason
  return {
    state: State,
    lastUpdate: LastUpdateStatus,
    environment: Environment?.Variables ?? {},
    ...(reason ? { reason } : {}),
  }
}

/** Needs lambda:GetEventSourceMapping. */
export async function eventSourceState(calls: SignedCalls, id: string): Promise<EventSourceState | undefined> {
  const path = `/2015-03-31/event-source-mappings/${encodeURIComponent(id)}`
  const answer = await ask('lambda:GetEventSourceMapping', () => getLambda(calls, path))
  if (answer === undefined) return undefined
  const { FunctionArn, State, LastProcessingResult } = eventSourceSchema.parse(answer)
  const feeds = FunctionArn.split(':')[6] ?? FunctionArn
  return { feeds, state: State, ...(LastProcessingResult ? { lastResult: LastProcessingResult } : {}) }
}
