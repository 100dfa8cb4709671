import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

/** The path on this machine of what may be written as a path or as a URI: Spark, too, reads `local:` here where it reads. */
export function clientPath(uri: string, cwd: string): string {
  if (!/^(file|local):/i.test(uri)) return resolve(cwd, uri)
  return fileURLToPath(
    uri
      .replace(/^(file|local):\/*/i, 'file:///')
      .replaceAll('?', '%3F')
      .replace(/#.*$/, ''),
  )
}

const MISSING = new Set(['ENOENT', 'ENOTDIR', 'EISDIR'])

/**
 * The file's bytes, or undefined where there is no such file.
 * @param property the setting or option that names it, for messages
 * @throws InvalidJobError CLIENT_FILE_UNREADABLE where it is there and may not be read
 */
export function readClientFile(uri: string, cwd: string, property: string): Buffer | undefined {
  try {
    return readFileSync(clientPath(uri, cwd))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (MISSING.has(code)) return undefined
    const message = `${property}: ${uri} cannot be read (${cause instanceof Error ? cause.message : cause})`
    throw new InvalidJobError('CLIENT_FILE_UNREADABLE', message, { details: { property, value: uri }, cause })
  }
}
