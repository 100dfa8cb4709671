import { Hono } from 'hono'
import * as z from 'zod'
import { type JobRequest, jobRequestSchema } from '../../events/job-request.ts'
import type { AnnouncedFile } from '../ports/upload-signer.ts'
import { announcedPlace } from '../staging/announced-place.ts'
import { parseS3Path } from '../staging/s3-uri.ts'
import { announcedFilesSchema } from './announced-files.ts'
import type { ApiDeps } from './api-deps.ts'
import { demandAcceptable, idempotencyKey } from './create-job-routes.ts'
import { HttpProblem } from './http-problem.ts'
import { type ApiApp, type ApiEnv, operation } from './operation.ts'

/** S3 looks at the time when a request begins, so it has to be enough to begin. */
const VALID_SECONDS = 15 * 60

const uploadsSchema = z.object({
  expiresInSeconds: z.int().describe('until when the requests have to have begun; the same call again gives new ones'),
  files: z.array(
    z.object({
      name: z.string(),
      uri: z.string().describe('what a job names the file by, once it is there'),
      request: z
        .object({ method: z.literal('PUT'), url: z.string(), headers: z.record(z.string(), z.string()) })
        .describe('to be sent with the file as its body; whoever has it can send it, so keep it to yourself'),
    }),
  ),
})

/** The least job that has these files: who may not submit it has no use for them. */
const jobOf = (source: JobRequest['source'], namespace: string, [file, ...files]: readonly string[]): JobRequest =>
  jobRequestSchema.parse({ version: 1, source, namespace, main: { file }, dependencies: { files } })

/** Throws HttpProblem 413 where a file is too large. */
const demandSizes = (files: readonly AnnouncedFile[], largest: number): void => {
  const errors = files.flatMap(({ name, size }, at) => {
    const message = `${name} has ${size} bytes: expected at most ${largest}; put larger files into S3 by yourself`
    return size <= largest ? [] : [{ path: `body.files.${at}.size`, message }]
  })
  if (errors.length === 0) return
  throw new HttpProblem(413, 'TOO_LARGE', errors.map(({ message }) => message).join('\n'), errors)
}

/** `POST /v1/uploads`. */
export const uploadsRoutes = (deps: ApiDeps): ApiApp => {
  const app = new Hono<ApiEnv>()
  operation(
    app,
    {
      id: 'createUploads',
      method: 'post',
      path: '/v1/uploads',
      summary: 'Ask for requests by which files can be put where a job may have them',
      tag: 'uploads',
      body: announcedFilesSchema,
      headers: { 'Idempotency-Key': 'Up to 255 characters: the same key and file again mean the same place.' },
      answers: { 200: { description: 'One for each file, in their order.', schema: uploadsSchema } },
      refusals: [403, 413],
    },
    async (c, { body: { namespace, files } }) => {
      const { path, largest, signer } = deps.uploads
      const principal = c.get('principal').id
      const key = idempotencyKey(c, deps)
      const places = files.map((file) => announcedPlace(path, { principal, namespace, key }, file))
      await demandAcceptable(c, deps, jobOf({ kind: 'api', principal, idempotencyKey: key }, namespace, places))
      demandSizes(files, largest)
      const signed = await Promise.all(
        files.map(async (file, at) => {
          const uri = places[at] ?? ''
          return { name: file.name, uri, request: await signer.signPut(parseS3Path(uri), file, VALID_SECONDS) }
        }),
      )
      return c.json({ expiresInSeconds: VALID_SECONDS, files: signed }, 200, { 'Cache-Control': 'no-store' })
    },
  )
  return app
}
