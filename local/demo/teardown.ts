type Stop = () => Promise<unknown>

/** What was started, to be stopped in the other order: what was started last relies on what was started first. */
export class Teardown {
  private readonly stops: Stop[] = []

  add<T>(thing: T, stop: (thing: T) => Promise<unknown>): T {
    this.stops.push(() => stop(thing))
    return thing
  }

  /** Stops everything that is still there, whatever fails on the way; throws the first failure at the end. */
  async run(): Promise<void> {
    const failures: unknown[] = []
    for (let stop = this.stops.pop(); stop; stop = this.stops.pop())
      await stop().catch((e: unknown) => failures.push(e))
    if (failures.length > 0) throw failures[0]
  }
}
