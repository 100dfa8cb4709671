type Labels = Readonly<Record<string, string>>

const LAG_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300]

const series = (name: string, labels: Labels = {}): string => {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value.replace(/["\\\n]/g, '_')}"`)
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
}

const number = (value: number): string => (value === Number.POSITIVE_INFINITY ? '+Inf' : String(value))

/** What the forwarder counts, in the text format that Prometheus reads. */
export class Metrics {
  readonly #counters = new Map<string, Map<string, number>>()
  readonly #gauges: { name: string; help: string; labels: Labels; read: () => number }[] = []
  readonly #help = new Map<string, string>()
  readonly #lag = { buckets: LAG_BUCKETS_S.map(() => 0), count: 0, sum: 0 }

  counter(name: string, help: string, labels: Labels = {}): () => void {
    const values = this.#counters.get(name) ?? new Map<string, number>()
    this.#counters.set(name, values)
    this.#help.set(name, help)
    const key = series(name, labels)
    values.set(key, values.get(key) ?? 0)
    return () => values.set(key, (values.get(key) ?? 0) + 1)
  }

  /** A value that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number, labels: Labels = {}): void {
    this.#gauges.push({ name, help, labels, read })
  }

  /** One event's time from when it was seen to when the bus had it. */
  observeLag(milliseconds: number): void {
    const seconds = milliseconds / 1000
    this.#lag.count++
    this.#lag.sum += seconds
    this.#lag.buckets = this.#lag.buckets.map(
      (count, index) => count + (seconds <= (LAG_BUCKETS_S[index] ?? 0) ? 1 : 0),
    )
  }

  text(): string {
    return `${[...this.#counterLines(), ...this.#gaugeLines(), ...this.#lagLines()].join('\n')}\n`
  }

  *#counterLines(): Generator<string> {
    for (const [name, values] of this.#counters) {
      yield* [`# HELP ${name} ${this.#help.get(name)}`, `# TYPE ${name} counter`]
      for (const [key, value] of values) yield `${key} ${value}`
    }
  }

  *#gaugeLines(): Generator<string> {
    const described = new Set<string>()
    for (const { name, help, labels, read } of this.#gauges) {
      if (!described.has(name)) yield* [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`]
      described.add(name)
      yield `${series(name, labels)} ${read()}`
    }
  }

  *#lagLines(): Generator<string> {
    const name = 'sparkdrop_forwarder_lag_seconds'
    yield* [`# HELP ${name} From when a change was seen to when the bus had it.`, `# TYPE ${name} histogram`]
    for (const [index, bound] of [...LAG_BUCKETS_S, Number.POSITIVE_INFINITY].entries()) {
      const le = { le: number(bound) }
      yield `${series(`${name}_bucket`, le)} ${this.#lag.buckets[index] ?? this.#lag.count}`
    }
    yield* [`${name}_sum ${this.#lag.sum}`, `${name}_count ${this.#lag.count}`]
  }
}
