import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { invalidKubeconfig } from './kubeconfig-error.ts'

type Values = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A context, cluster or user of a kubeconfig, whose values are checked as they are read. */
export class KubeconfigEntry {
  /** As messages call it: `user "me"`. */
  readonly title: string
  readonly #values: Values
  /** Relative paths start from here: the folder of the file that the entry is in. */
  readonly #folder: string

  constructor(title: string, values: Values, folder: string) {
    this.title = title
    this.#values = values
    this.#folder = folder
  }

  /** A text that is not empty. */
  text(key: string): string | undefined {
    const value = this.#values[key] ?? undefined
    if (value === undefined || value === '') return undefined
    if (typeof value === 'string') return value
    throw invalidKubeconfig(`${this.title}: ${key} must be text: put it in quotes`)
  }

  isTrue(key: string): boolean {
    const value = this.#values[key] ?? false
    if (typeof value === 'boolean') return value
    throw invalidKubeconfig(`${this.title}: ${key} must be true or false`)
  }

  list(key: string): readonly unknown[] {
    const value = this.#values[key] ?? []
    if (Array.isArray(value)) return value
    throw invalidKubeconfig(`${this.title}: ${key} must be a list`)
  }

  texts(key: string): readonly string[] {
    return this.list(key).map((value) => {
      if (typeof value === 'string') return value
      throw invalidKubeconfig(`${this.title}: ${key} must be a list of texts: put them in quotes`)
    })
  }

  /** A group of values within this entry. */
  entry(key: string): KubeconfigEntry | undefined {
    const value = this.#values[key] ?? undefined
    if (value === undefined) return undefined
    if (isRecord(value)) return new KubeconfigEntry(`${this.title}: ${key}`, value, this.#folder)
    throw invalidKubeconfig(`${this.title}: ${key} must hold settings`)
  }

  keys(): readonly string[] {
    return Object.keys(this.#values)
  }

  path(key: string): string | undefined {
    const path = this.text(key)
    return path === undefined ? undefined : resolve(this.#folder, path)
  }

  /** PEM, from `<key>-data` in Base64 or else from the file that `key` names; `isFile` where it may be rotated. */
  pem(key: string): { readonly pem: string; readonly isFile: boolean } | undefined {
    const data = this.text(`${key}-data`)
    const path = this.path(key)
    if (data === undefined && path === undefined) return undefined
    const pem = data === undefined ? this.#read(key, path ?? '') : Buffer.from(data, 'base64').toString('utf8')
    if (pem.includes('-----BEGIN ')) return { pem, isFile: data === undefined }
    const what = data === undefined ? `${key}: ${path} holds no PEM` : `${key}-data is not the Base64 of a PEM`
    throw invalidKubeconfig(`${this.title}: ${what}`)
  }

  #read(key: string, path: string): string {
    try {
      return readFileSync(path, 'utf8')
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause)
      throw invalidKubeconfig(`${this.title}: ${key} cannot be read (${said})`, cause)
    }
  }
}
