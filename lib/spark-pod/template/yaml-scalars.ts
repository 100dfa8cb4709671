import type { ScalarTag } from 'yaml'
import { formatDecimal } from '../../conf/codecs/number.ts'

/** A number with a fraction or an exponent. */
export class Decimal {
  readonly value: number
  /** Where a text is wanted: Java's spelling of the number, but in JSON what was written. */
  readonly text: string

  constructor(value: number, text: string = formatDecimal(value)) {
    this.value = value
    this.text = text
  }

  toString(): string {
    return formatDecimal(this.value)
  }
}

const BEYOND: Readonly<Record<string, number>> = {
  '.inf': Number.POSITIVE_INFINITY,
  '-.inf': Number.NEGATIVE_INFINITY,
  '.nan': Number.NaN,
}

const whole = (text: string): number | bigint => (Number.isSafeInteger(Number(text)) ? Number(text) || 0 : BigInt(text))

/**
 * What plain scalars mean by YAML's JSON schema, which Spark's client goes by: `yes`, `0400`, `~`, `1_000` and dates are
 * texts. Follows the JsonScalarResolver of snakeyaml-engine.
 * @param isJson whether it is JSON that is read, as Jackson does it
 */
export const scalars = (isJson: boolean): ScalarTag[] => [
  { tag: 'tag:yaml.org,2002:null', default: true, test: /^(?:null)?$/, resolve: () => null },
  { tag: 'tag:yaml.org,2002:bool', default: true, test: /^(?:true|false)$/, resolve: (text) => text === 'true' },
  { tag: 'tag:yaml.org,2002:int', default: true, test: /^-?(?:0|[1-9][0-9]*)$/, resolve: whole },
  {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    test: /^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|-?\.inf|\.nan)$/,
    resolve: (text) => new Decimal(BEYOND[text] ?? Number(text), isJson ? text : undefined),
  },
  // Bytes become the same text again where they are written as JSON.
  { tag: 'tag:yaml.org,2002:binary', resolve: (text) => text.replace(/\s/g, '') },
]
