import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'

/** One recorded spark-submit: what it was given. */
export interface OracleCase {
  readonly name: string
  readonly folder: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly expect: 'ok' | 'error'
}

/** A case as its file has it: placeholders and all. */
export interface CaseFile {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly preset?: readonly KubernetesObject[]
  readonly fail?: readonly FailRule[]
  readonly recordReads?: boolean
  readonly recordOutput?: boolean
  readonly expect: 'ok' | 'error'
}

/** A request that the API server refuses. */
export interface FailRule {
  readonly method: string
  /** Regular expression on the path. */
  readonly path: string
  readonly code: number
  readonly reason?: string
  readonly message?: string
}

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly contentType?: string
  readonly body?: unknown
  /** The status, where it was not a success. */
  readonly answered?: number
}

/** What a submitter sent, as recordings hold it. */
export interface Recording {
  readonly requests: readonly RecordedRequest[]
  readonly error?: { readonly class: string; readonly message: string }
  readonly uploads?: readonly { readonly source?: string; readonly destination: string }[]
  readonly reads?: readonly RecordedRequest[]
  /** Lines. */
  readonly output?: readonly string[]
}

const FOLDERS = ['cases', 'cases-own'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)))

const API_SERVER = '127.0.0.1:6443'
export const UPLOAD_DIR = '/var/uploads'

const json = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8'))

/** The text with the places of this machine in it. */
export const filledIn = (text: string, folder: string, uploadDir: string = UPLOAD_DIR): string =>
  text.replaceAll('${CASE_DIR}', folder).replaceAll('${UPLOAD_DIR}', uploadDir)

export const caseFolder = (name: string): string => {
  const [folder = ''] = FOLDERS.map((one) => join(one, name)).filter(existsSync)
  return folder
}

export const caseFile = (name: string): CaseFile => json(join(caseFolder(name), 'case.json'))

export const caseNames = (): readonly string[] =>
  FOLDERS.flatMap((folder) => readdirSync(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()

function oracleCase(name: string): OracleCase {
  const folder = caseFolder(name)
  const { args, env = {}, expect } = caseFile(name)
  return {
    name,
    folder,
    expect,
    args: ['--master', `k8s://http://${API_SERVER}`, ...args.map((argument) => filledIn(argument, folder))],
    environment: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filledIn(value, folder)])),
  }
}

export const oracleCases = (): readonly OracleCase[] => caseNames().map(oracleCase)

export const expected = ({ name }: Pick<OracleCase, 'name'>): Recording => json(join(caseFolder(name), 'expected.json'))
