import { text } from 'node:stream/consumers'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { readClientFile } from '../submit/client-path.ts'
import type { Surroundings } from '../surroundings.ts'

type Values = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Values => typeof value === 'object' && value !== null

/** Where standard input stands in for a file. */
const STANDARD_INPUT = '-'

async function contentOf(file: string, { stdin, cwd }: Pick<Surroundings, 'stdin' | 'cwd'>): Promise<string> {
  if (file === STANDARD_INPUT) return await text(stdin)
  const bytes = readClientFile(file, cwd, 'explain')
  if (bytes !== undefined) return bytes.toString('utf8')
  throw new InvalidJobError('RECORDING_MISSING', `${file} does not exist or is not a file`, {
    details: { value: file },
  })
}

/** Documents one after the other, each of which begins with a brace at the beginning of a line. */
function documentsOf(content: string, file: string): readonly Values[] {
  const documents = content.split(/^(?=\{)/m).filter((document) => document.trim() !== '')
  return documents.map((document, index) => {
    try {
      const parsed: unknown = JSON.parse(document)
      if (isRecord(parsed)) return parsed
    } catch {
      // Said below, with what would be right.
    }
    const which = documents.length === 1 ? file : `document ${index + 1} of ${file}`
    const message = `${which} is not a JSON object: write it by kubectl get … -o json, or with -w --output-watch-events too`
    throw new InvalidJobError('INVALID_RECORDING', message, { details: { value: file } })
  })
}

/** The objects of a list, as `kubectl get` writes several. */
const itemsOf = (document: Values): readonly unknown[] => {
  const { kind, items } = document
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : [document]
}

/**
 * The records of a file (`-`: standard input): an object, a list of them, or what a watch streamed, one after the other.
 * @throws InvalidJobError RECORDING_MISSING, INVALID_RECORDING
 */
export const readRecording = async (
  file: string,
  surroundings: Pick<Surroundings, 'stdin' | 'cwd'>,
): Promise<readonly unknown[]> => documentsOf(await contentOf(file, surroundings), file).flatMap(itemsOf)

/** As a watch would have told of it. */
export const asWatched = (record: unknown): unknown =>
  isRecord(record) && 'object' in record ? record : { type: 'ADDED', object: record }

/** What a watch told of, or the object itself. */
export const asObject = (record: unknown): unknown =>
  isRecord(record) && 'object' in record ? record['object'] : record
