import { SparkdropError } from '../../errors/sparkdrop-error.ts'

/** A refusal of the HTTP API, as problem+json (RFC 9457) tells it. */
export interface Problem {
  readonly title?: string
  readonly detail?: string
  /** Stable, for programs. */
  readonly code?: string
  readonly errors?: readonly unknown[]
}

const PASSES = new Set([408, 425, 429])

const ADVICE: Readonly<Record<number, string>> = {
  401: ' (the API knows no such caller: sign in to AWS anew, or renew SPARKDROP_TOKEN)',
  403: ' (this caller needs execute-api:Invoke on the API, or the credentials are those of another account)',
}

const lineOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error)
  const { path, pointer, property, message, detail } = error as Readonly<Record<string, unknown>>
  const where = path ?? pointer ?? property
  const place = Array.isArray(where) ? where.join('.') : where
  return `${place === undefined ? '' : `${place}: `}${message ?? detail ?? JSON.stringify(error)}`
}

const told = (status: number, { title, detail, errors = [] }: Problem): string => {
  const said = detail ?? title ?? `HTTP ${status}`
  const more = errors.map(lineOf).filter((line) => !said.includes(line))
  return [said, ...more].join('\n  ')
}

/** The HTTP API answered, and with a refusal. */
export class ApiError extends SparkdropError {
  readonly status: number

  constructor(status: number, problem: Problem) {
    const code = problem.code ?? `API_${status}`
    super(code, `${told(status, problem)}${ADVICE[status] ?? ''}`, status >= 500 || PASSES.has(status))
    this.status = status
  }
}

/** True where the API says that there is no such thing. */
export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.status === 404
