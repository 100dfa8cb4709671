import { InvalidJobError, SparkdropError } from '../errors/sparkdrop-error.ts'
import { parseBoolean } from './codecs/boolean.ts'
import { type ByteUnit, parseByteSize } from './codecs/byte-size.ts'
import { parseDuration, type TimeUnit } from './codecs/duration.ts'
import { parseList } from './codecs/list.ts'
import { parseDecimal, parseInteger, parseLong } from './codecs/number.ts'
import { parseQuantity } from './codecs/quantity.ts'
import type { SparkConf } from './spark-conf.ts'
import { substitute } from './substitution.ts'

/** One setting as a value: what it is called, what may stand in it, and what it means. */
export interface Property<T> {
  readonly key: string
  /** The type in words, as the documentation shows it. */
  readonly type: string
  /** The Spark version that brought it. */
  readonly since: string
  readonly doc: string
  readonly parse: (text: string) => T
  /** The text that stands for the setting where it is not set. */
  readonly default?: string
  /** Whose value stands for the setting where it is not set. */
  readonly fallback?: Property<T>
  /** The only values there may be. */
  readonly allowed?: readonly string[]
  readonly check?: { readonly holds: (value: T) => boolean; readonly message: string }
  /** Older keys that still set it. */
  readonly aliases?: readonly string[]
  /** The key whose text goes before this one's, and what stands between them. */
  readonly prepended?: { readonly key: string; readonly separator: string }
}

/** A property that always has a value. */
export interface DefaultedProperty<T> extends Property<T> {
  readonly default: string
}

type Described<T> = Omit<Property<T>, 'type' | 'parse'>
type Defaulted<T> = Omit<DefaultedProperty<T>, 'type' | 'parse'>

interface PropertyOf<T> {
  (description: Defaulted<T>): DefaultedProperty<T>
  (description: Described<T>): Property<T>
}

const propertyOf = <T>(type: string, parse: (text: string) => T): PropertyOf<T> =>
  ((description: Described<T>) => ({ ...description, type, parse })) as PropertyOf<T>

export const textProperty: PropertyOf<string> = propertyOf('string', (text) => text)
/** A word in capital letters, however it is written. */
export const upperCaseProperty: PropertyOf<string> = propertyOf('string', (text) => text.toUpperCase())
export const booleanProperty: PropertyOf<boolean> = propertyOf('boolean', parseBoolean)
export const integerProperty: PropertyOf<number> = propertyOf('int', parseInteger)
/** A whole number of 64 bits; beyond 2^53 it would lose digits, and nothing is that large. */
export const longProperty: PropertyOf<number> = propertyOf('long', parseLong)
export const decimalProperty: PropertyOf<number> = propertyOf('double', parseDecimal)
export const listProperty: PropertyOf<readonly string[]> = propertyOf('list(comma)', parseList)
/** A Kubernetes quantity, kept as it is written: the API server reads it. */
export const quantityProperty: PropertyOf<string> = propertyOf('quantity', (text) => {
  parseQuantity(text)
  return text
})
export const sizeProperty = (unit: ByteUnit, name: string): PropertyOf<number> =>
  propertyOf(`size(${name})`, (text) => parseByteSize(text, unit))
export const timeProperty = (unit: TimeUnit): PropertyOf<number> =>
  propertyOf(`time(${unit})`, (text) => parseDuration(text, unit))

/** What a person has to read where a setting cannot be used: the key, its value and what would be right. */
export const invalidProperty = (key: string, value: string, problem: string, cause?: unknown): InvalidJobError =>
  new InvalidJobError('INVALID_PROPERTY', `${key}: ${problem}`, {
    details: { property: key, value },
    ...(cause === undefined ? {} : { cause }),
  })

/**
 * A setting's text by its codec.
 * @throws InvalidJobError INVALID_PROPERTY, which names the setting where the codec knows only the text
 */
export function parseSetting<T>(key: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    throw error instanceof SparkdropError ? invalidProperty(key, text, error.message, error) : error
  }
}

function parsed<T>({ key, allowed, check, parse }: Property<T>, text: string): T {
  const value = parseSetting(key, text, parse)
  if (allowed !== undefined && !allowed.includes(String(value))) {
    throw invalidProperty(key, text, `'${text}' is none of ${allowed.join(', ')}`)
  }
  if (check === undefined || check.holds(value)) return value
  throw invalidProperty(key, text, `'${text}' is invalid. ${check.message}`)
}

/** True where the conf itself sets the property, by its key or by an older one. */
export const isSet = (conf: SparkConf, property: Pick<Property<unknown>, 'key' | 'aliases'>): boolean =>
  [property.key, ...(property.aliases ?? [])].some((key) => conf.contains(key))

/** What the conf itself says of the property. */
function textOf<T>(conf: SparkConf, { key, aliases = [], prepended }: Property<T>): string | undefined {
  const own = [key, ...aliases].map((name) => conf.getOption(name)).find((value) => value !== undefined)
  const before = prepended === undefined ? undefined : conf.getOption(prepended.key)
  return before === undefined || own === undefined ? (before ?? own) : before + prepended?.separator + own
}

/**
 * The property's value in this conf: what is set under its key or an older one, else its fallback's value, else its
 * default, else undefined. `${spark.other}` in it stands for another setting, as in Spark's ConfigReader.
 * @throws InvalidJobError INVALID_PROPERTY where the value does not fit the property's type or check
 */
export function read<T>(conf: SparkConf, property: DefaultedProperty<T>): T
export function read<T>(conf: SparkConf, property: Property<T>): T | undefined
export function read<T>(conf: SparkConf, property: Property<T>): T | undefined {
  const text = textOf(conf, property)
  if (text !== undefined) return parsed(property, substitute(text, conf))
  if (property.fallback !== undefined) return read(conf, property.fallback)
  return property.default === undefined ? undefined : parsed(property, property.default)
}
