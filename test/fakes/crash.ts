import { guardedPort } from './guarded-port.ts'

/** The process died here: nothing after it happened. */
export class Crash extends Error {}

/**
 * Counts the calls that go through the ports it guards, and dies before or after one of them has had its effect. After
 * that every further call dies too, since a dead process makes none.
 */
export class CrashPoint {
  private readonly at: number
  private readonly when: 'before' | 'after'
  private calls = 0
  reached = false

  constructor(at: number, when: 'before' | 'after') {
    this.at = at
    this.when = when
  }

  guard<T extends object>(port: T): T {
    return guardedPort(port, (effect) => this.call(effect))
  }

  private async call(effect: () => unknown): Promise<unknown> {
    if (this.reached) throw new Crash()
    const due = ++this.calls === this.at
    if (due) this.reached = true
    if (due && this.when === 'before') throw new Crash()
    const result = await effect()
    if (due) throw new Crash()
    return result
  }
}
