/** What `${prefix:name}` stands for beside the settings themselves; the prefix is empty where there is none. */
export type References = (prefix: string, name: string) => string | undefined

/**
 * The settings of one application: `spark.*` keys to text, as Spark's own SparkConf holds them. Immutable: what
 * changes it returns another one, so a submission can be built up in steps that share their beginnings.
 */
export class SparkConf {
  readonly #settings: ReadonlyMap<string, string>
  readonly #references: References | undefined

  private constructor(settings: ReadonlyMap<string, string>, references?: References) {
    this.#settings = settings
    this.#references = references
  }

  static readonly empty: SparkConf = new SparkConf(new Map())

  /** A conf with these settings; keys keep the order in which they are given. */
  static of(settings: Readonly<Record<string, string>> | Iterable<readonly [string, string]>): SparkConf {
    return new SparkConf(new Map(Symbol.iterator in settings ? settings : Object.entries(settings)))
  }

  /** The setting, or `fallback` where it is not set. */
  get(key: string, fallback: string): string {
    return this.#settings.get(key) ?? fallback
  }

  /** The setting, or undefined where it is not set. */
  getOption(key: string): string | undefined {
    return this.#settings.get(key)
  }

  contains(key: string): boolean {
    return this.#settings.has(key)
  }

  /** Every setting whose key begins with `prefix`, by the rest of its key. */
  getAllWithPrefix(prefix: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>()
    for (const [key, value] of this.#settings) if (key.startsWith(prefix)) found.set(key.slice(prefix.length), value)
    return found
  }

  /** This conf with one setting more, or changed. */
  set(key: string, value: string): SparkConf {
    return this.setAll([[key, value]])
  }

  /** This conf with all of these set. */
  setAll(settings: Iterable<readonly [string, string]>): SparkConf {
    return new SparkConf(new Map([...this.#settings, ...settings]), this.#references)
  }

  /** This conf, with the setting where there was none: defaults yield to what is there. */
  setIfMissing(key: string, value: string): SparkConf {
    return this.contains(key) ? this : this.set(key, value)
  }

  /** This conf without the setting. */
  remove(key: string): SparkConf {
    return new SparkConf(new Map(this.entries().filter(([name]) => name !== key)), this.#references)
  }

  /** A conf of these settings instead, in their order, which may refer to what those of this one may. */
  replacedBy(settings: Iterable<readonly [string, string]>): SparkConf {
    return new SparkConf(new Map(settings), this.#references)
  }

  /** This conf, whose settings may refer to more than each other. */
  withReferences(references: References): SparkConf {
    return new SparkConf(this.#settings, references)
  }

  /** True where references may name more than this conf's own settings. */
  get hasReferences(): boolean {
    return this.#references !== undefined
  }

  /** What a reference stands for that names no setting of this conf. */
  reference(prefix: string, name: string): string | undefined {
    return this.#references?.(prefix, name)
  }

  entries(): readonly (readonly [string, string])[] {
    return [...this.#settings]
  }

  toRecord(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#settings)
  }
}
