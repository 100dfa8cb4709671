import { readFile } from 'node:fs/promises'
import { TransientError } from '../errors/sparkdrop-error.ts'
import { bearer } from './cluster-connection.ts'
import type { Issued } from './renewed-credentials.ts'

/** Who rotates a token's file does so long before the token ends: a minute is soon enough to notice, as client-go has it. */
export const LOOK_AGAIN_MS = 60_000

/** The token that a file holds now. Throws `TransientError` TOKEN_FILE where there is none in it. */
export async function fromTokenFile(path: string): Promise<Issued> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new TransientError('TOKEN_FILE', `the token cannot be read: ${cause.message}`, { cause })
  })
  if (text.trim() === '') throw new TransientError('TOKEN_FILE', `there is no token in the file ${path}: it is empty`)
  return { credentials: bearer(text.trim()), freshForMs: LOOK_AGAIN_MS }
}
