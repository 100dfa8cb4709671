import { badRequest } from '../api-error.ts'

export type Labels = Readonly<Record<string, string>>
export type LabelPredicate = (labels: Labels) => boolean

const EVERYTHING: LabelPredicate = () => true

const TOKEN = /\s*(==|!=|=|!|,|\(|\)|<|>|[^\s,()!=<>]+)/y
const SYMBOLS = new Set(['==', '!=', '=', '!', ',', '(', ')', '<', '>'])

const tokens = (text: string): string[] => {
  const found: string[] = []
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) found.push(match[1] ?? '')
  return found
}

const failure = (why: string) => badRequest(`unable to parse requirement: ${why}`)

/** Recursive descent over `key`, `!key`, `key=value`, `key!=value`, `key in (a,b)`, `key notin (a,b)`, `key>1`, `key<1`. */
class Parser {
  private readonly tokens: readonly string[]
  private position = 0

  constructor(text: string) {
    this.tokens = tokens(text)
  }

  requirements(): LabelPredicate[] {
    const found: LabelPredicate[] = []
    for (;;) {
      found.push(this.requirement())
      const token = this.next()
      if (token === '') return found
      if (token !== ',') throw badRequest(`found '${token}', expected: ',' or 'end of string'`)
      if (this.peek() === '') throw badRequest("found '', expected: identifier after ','")
    }
  }

  private peek(): string {
    return this.tokens[this.position] ?? ''
  }

  private next(): string {
    const token = this.peek()
    this.position += 1
    return token
  }

  private identifier(): string {
    const token = this.next()
    if (token === '' || SYMBOLS.has(token)) throw failure(`found '${token}', expected: identifier`)
    return token
  }

  private requirement(): LabelPredicate {
    if (this.peek() === '!') {
      this.next()
      const absent = this.identifier()
      return (labels) => labels[absent] === undefined
    }
    const key = this.identifier()
    if (this.peek() === '' || this.peek() === ',') return (labels) => labels[key] !== undefined
    return this.comparison(key, this.next())
  }

  private comparison(key: string, operator: string): LabelPredicate {
    if (operator === '=' || operator === '==') {
      const value = this.value()
      return (labels) => labels[key] === value
    }
    if (operator === '!=') {
      const value = this.value()
      return (labels) => labels[key] !== value
    }
    if (operator === 'in' || operator === 'notin') {
      const values = this.values()
      const inside: LabelPredicate = (labels) => labels[key] !== undefined && values.has(labels[key])
      return operator === 'in' ? inside : (labels) => !inside(labels)
    }
    if (operator === '<' || operator === '>') {
      const bound = Number(this.value())
      return (labels) => (operator === '<' ? Number(labels[key]) < bound : Number(labels[key]) > bound)
    }
    throw failure(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`)
  }

  private value(): string {
    const token = this.peek()
    if (token === '' || token === ',') return ''
    return this.identifier()
  }

  private values(): Set<string> {
    const open = this.next()
    if (open !== '(') throw failure(`found '${open}' expected: '('`)
    const values = new Set<string>()
    for (;;) {
      values.add(this.peek() === ',' || this.peek() === ')' ? '' : this.identifier())
      const token = this.next()
      if (token === ')') return values
      if (token !== ',') throw failure(`found '${token}', expected: ',' or ')'`)
    }
  }
}

/**
 * What a `labelSelector` picks.
 *
 * @throws ApiError BadRequest, in the words of apimachinery's parser
 */
export const parseLabelSelector = (text: string): LabelPredicate => {
  if (text.trim() === '') return EVERYTHING
  const requirements = new Parser(text).requirements()
  return (labels) => requirements.every((matches) => matches(labels))
}
