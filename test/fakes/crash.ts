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
    return new Proxy(port, {
      get: (target, name) => {
        const member = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        const effect = (args: unknown[]): unknown => Reflect.apply(member, target, args)
        if (member.constructor.name === 'AsyncGeneratorFunction')
          return (...args: unknown[]) => this.each(effect(args) as AsyncIterable<unknown>)
        return (...args: unknown[]) => this.call(() => effect(args))
      },
    })
  }

  /** To ask for the first page is a call like any other. */
  private async *each(items: AsyncIterable<unknown>): AsyncIterable<unknown> {
    await this.call(() => undefined)
    yield* items
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
