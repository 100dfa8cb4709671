import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import * as z from 'zod'
import { SteadyFile } from '../../aws/steady-file.ts'
import { InvalidJobError, isRetryable } from '../../errors/sparkdrop-error.ts'
import type { Timers } from '../../kubernetes/timers.ts'
import type { ApiClient } from '../api-client/api-client.ts'
import { isNotFound } from '../api-client/api-error.ts'
import { readAnswer } from '../jobs/job-view.ts'
import type { SizedUpload } from './file-upload.ts'
import { PutRefused, type PutRequest, putFile } from './put-file.ts'
import type { PutOptions, UploadTarget } from './upload-target.ts'

/** As many as the API takes in one call. */
const FILES_IN_A_CALL = 100
/** Bytes that are read at a time. */
const PIECE = 1024 ** 2
const TRIES = 4
const FIRST_PAUSE_MS = 500
/** A request that ends so soon is not begun with any more. */
const MARGIN_MS = 30_000

const answerSchema = z.looseObject({
  expiresInSeconds: z.number(),
  files: z.array(
    z.looseObject({
      uri: z.string(),
      request: z.looseObject({ url: z.url(), headers: z.record(z.string(), z.string()) }),
    }),
  ),
})

/** For whom files are uploaded: jobs of this namespace, under this key. */
export interface ApiUploads {
  readonly client: ApiClient
  readonly namespace: string
  readonly key: string
  readonly timers: Timers
  readonly signal: AbortSignal
}

interface Announced {
  readonly name: string
  readonly size: number
  readonly sha256: string
}

interface Granted {
  readonly uri: string
  readonly request: PutRequest
  /** On the clock that only goes forward. */
  readonly until: number
}

async function announced({ path, size }: SizedUpload, signal: AbortSignal): Promise<Announced> {
  await using file = await SteadyFile.open(path, size)
  const hash = createHash('sha256')
  for await (const piece of file.pieces(PIECE)) {
    signal.throwIfAborted()
    hash.update(piece)
  }
  return { name: basename(path), size, sha256: hash.digest('hex') }
}

/** What may be over with the next try; a request that is refused may have been one whose time was over. */
const mayPass = (error: unknown): boolean => isRetryable(error) || (error instanceof PutRefused && error.status === 403)

/** Places that the API gives, to which files are put by requests that it signs: it takes no other rights than to submit. */
export class ApiTarget implements UploadTarget {
  readonly #uploads: ApiUploads
  readonly #files = new Map<string, { readonly file: Announced; readonly granted: Granted }>()

  constructor(uploads: ApiUploads) {
    this.#uploads = uploads
  }

  /**
   * The files, each with the place that it is to have. Nothing is sent yet.
   * @throws ApiError where the API refuses one, InvalidJobError UPLOADS_UNKNOWN
   */
  async place(files: readonly SizedUpload[]): Promise<readonly SizedUpload[]> {
    const said: Announced[] = []
    for (const file of files) said.push(await announced(file, this.#uploads.signal))
    const granted: Granted[] = []
    for (let from = 0; from < said.length; from += FILES_IN_A_CALL)
      granted.push(...(await this.#ask(said.slice(from, from + FILES_IN_A_CALL))))
    return files.map((upload, at) => {
      const [file, one] = [said[at] as Announced, granted[at] as Granted]
      this.#files.set(one.uri, { file, granted: one })
      return { ...upload, target: one.uri }
    })
  }

  async put(upload: SizedUpload, options: PutOptions): Promise<void> {
    const { timers } = this.#uploads
    options.signal.throwIfAborted()
    await using file = await SteadyFile.open(upload.path, upload.size)
    for (let attempt = 0; ; attempt++) {
      try {
        return await putFile(await this.#requestFor(upload.target, attempt > 0), file, upload, options)
      } catch (error) {
        options.signal.throwIfAborted()
        if (!mayPass(error) || attempt + 1 >= TRIES) throw error
      }
      await timers.sleep(FIRST_PAUSE_MS * 2 ** attempt, options.signal)
    }
  }

  /** Whoever may only submit can take nothing back: what no job needs goes by the bucket's lifecycle. */
  async remove(): Promise<void> {}

  /** As it was granted; anew where its time is nearly over, or where it was of no use. */
  async #requestFor(target: string, anew: boolean): Promise<PutRequest> {
    const { file, granted } = this.#files.get(target) as { file: Announced; granted: Granted }
    if (!anew && this.#uploads.timers.monotonic() < granted.until) return granted.request
    const [again] = await this.#ask([file])
    if (again?.uri === target) return again.request
    throw new InvalidJobError(
      'UNKNOWN_ANSWER',
      `${this.#uploads.client.url} gives another place for ${file.name} than before`,
    )
  }

  async #ask(files: readonly Announced[]): Promise<readonly Granted[]> {
    const { client, namespace, key, timers, signal } = this.#uploads
    const asked = timers.monotonic()
    const headers = { 'idempotency-key': key }
    const answer = await client
      .json({ method: 'POST', path: '/v1/uploads', body: { namespace, files }, headers, signal })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error
        const message = `${client.url} takes no files: deploy the stack anew, or name it by --stack, too, or a place by --conf spark.kubernetes.file.upload.path=s3a://bucket/folder`
        throw new InvalidJobError('UPLOADS_UNKNOWN', message, { cause: error })
      })
    const { expiresInSeconds, files: given } = readAnswer(answerSchema, answer)
    if (given.length !== files.length)
      throw new InvalidJobError('UNKNOWN_ANSWER', `${client.url} answers for ${given.length} of ${files.length} files`)
    const until = asked + expiresInSeconds * 1000 - MARGIN_MS
    return given.map(({ uri, request: { url, headers } }) => ({ uri, request: { url, headers }, until }))
  }
}
