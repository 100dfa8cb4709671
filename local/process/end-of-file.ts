import { readFile } from 'node:fs/promises'

const CHARACTERS = 4000

/** The last words of a log, for the message of an error; empty where there is no such file. */
export const endOfFile = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8').catch(() => '')).slice(-CHARACTERS)
