import { HttpProblem, notFound } from '../http-problem.ts'
import type { Problem } from '../problem-json.ts'

/** Whether a path is one that only Livy's clients ask for. */
export const isLivyPath = (path: string): boolean => /^\/(batches|sessions)(\/|$)/.test(path)

/** Why there is nothing at a path. */
export const explainMissing = (method: string, path: string): HttpProblem =>
  /^\/sessions(\/|$)/.test(path)
    ? new HttpProblem(
        501,
        'NO_SESSIONS',
        'there are no interactive sessions here: send the program as a batch, POST /batches',
      )
    : notFound(`${method} ${path}`)

/** The refusal as Livy's clients show it to people. */
export const livyRefusal = ({
  status,
  detail,
}: Problem): { readonly status: number; readonly body: { msg: string } } => ({
  status: status === 422 ? 400 : status,
  body: { msg: detail },
})
