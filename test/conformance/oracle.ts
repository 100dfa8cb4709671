import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One recorded spark-submit: what it was given. */
export interface OracleCase {
  readonly name: string
  readonly folder: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly expect: 'ok' | 'error'
}

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly contentType?: string
  readonly body?: unknown
}

/** What a submitter sent, as recordings hold it. */
export interface Recording {
  readonly requests: readonly RecordedRequest[]
  readonly error?: { readonly class: string; readonly message: string }
}

/** The recordings of real Spark; they are no part of the repository. */
export const ORACLE = fileURLToPath(new URL('../../../shared/oracle', import.meta.url))

export const hasOracle: boolean = existsSync(ORACLE)

export const API_SERVER = '127.0.0.1:6443'
export const UPLOAD_DIR = '/var/uploads'

const json = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8'))

const filledIn = (text: string, folder: string): string =>
  text.replaceAll('${CASE_DIR}', folder).replaceAll('${UPLOAD_DIR}', UPLOAD_DIR)

function oracleCase(name: string): OracleCase {
  const folder = join(ORACLE, 'cases', name)
  const {
    args,
    env = {},
    expect,
  } = json<{
    args: string[]
    env?: Record<string, string>
    expect: 'ok' | 'error'
  }>(join(folder, 'case.json'))
  return {
    name,
    folder,
    expect,
    args: ['--master', `k8s://http://${API_SERVER}`, ...args.map((argument) => filledIn(argument, folder))],
    environment: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filledIn(value, folder)])),
  }
}

export const oracleCases = (): readonly OracleCase[] =>
  hasOracle ? readdirSync(join(ORACLE, 'cases')).toSorted().map(oracleCase) : []

export const expected = ({ folder }: OracleCase): Recording => json(join(folder, 'expected.json'))

/** The comparator that comes with the recordings: the differences, none where the two agree. */
export async function comparator(): Promise<(expected: Recording, actual: Recording) => string[]> {
  const module: { compare: (expected: Recording, actual: Recording) => string[] } = await import(
    join(ORACLE, 'compare.mjs')
  )
  return module.compare
}
