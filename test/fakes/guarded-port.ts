/** Does what a call is to do, at the moment and as often as whoever guards it lets it. */
export type GuardedCall = (effect: () => unknown, method: string) => Promise<unknown>

/** To ask for the first page is a call like any other. */
async function* pages(call: GuardedCall, effect: () => AsyncIterable<unknown>, method: string): AsyncIterable<unknown> {
  await call(() => undefined, method)
  yield* effect()
}

/** The port, each method of which does its work by way of `call`. */
export const guardedPort = <T extends object>(port: T, call: GuardedCall): T =>
  new Proxy(port, {
    get: (target, name) => {
      const member = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      const effect = (args: unknown[]): unknown => Reflect.apply(member, target, args)
      if (member.constructor.name === 'AsyncGeneratorFunction')
        return (...args: unknown[]) => pages(call, () => effect(args) as AsyncIterable<unknown>, String(name))
      return (...args: unknown[]) => call(() => effect(args), String(name))
    },
  })
