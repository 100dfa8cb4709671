import type { Clock } from '../../lib/ports/clock.ts'

/** A clock that moves when told to, or by a step each time it is read. */
export class ManualClock implements Clock {
  private time: number
  private readonly step: number

  constructor(start = Date.UTC(2026, 0, 1), step = 0) {
    this.time = start
    this.step = step
  }

  now(): number {
    this.time += this.step
    return this.time
  }

  monotonic(): number {
    return this.time
  }

  advance(milliseconds: number): void {
    this.time += milliseconds
  }
}
