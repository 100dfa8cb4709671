import type { Clock } from '../ports/clock.ts'

/** The time as records and events have it: ISO 8601, UTC. */
export const timestamp = (clock: Clock): string => new Date(clock.now()).toISOString()
