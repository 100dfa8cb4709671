import { shownTime } from '../jobs/job-tables.ts'
import { formatTable } from '../output/format-table.ts'
import type { DeadLetterView } from './dead-letter-view.ts'

/** A line for each letter. */
export const letterTable = (letters: readonly DeadLetterView[]): string =>
  formatTable(
    ['ID', 'QUEUE', 'FAILED', 'ABOUT', 'REASON'],
    letters.map(({ id, queue, failedAt, sentAt, about, reason }) => [
      id,
      queue,
      shownTime(failedAt ?? sentAt),
      about,
      reason,
    ]),
  )

const asWritten = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    return body
  }
}

/** A letter whole: what it is about, why it is there, how its job is, and the message. */
export function letterDescription(letter: DeadLetterView): string {
  const { job } = letter
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Letter', letter.id],
    ['Queue', letter.queue],
    ['About', letter.about],
    ['Namespace', letter.namespace],
    ['Reason', letter.code === undefined ? letter.reason : `${letter.reason} (${letter.code})`],
    ['Failed', letter.failedAt && shownTime(letter.failedAt)],
    ['Sent', shownTime(letter.sentAt)],
    ['Job', letter.jobId],
    ['Job is', job && `${job.state}${job.message === undefined ? '' : `: ${job.message}`}`],
  ]
  const told = lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${`${name}:`.padEnd(11)}${value}\n`)
    .join('')
  return letter.body === undefined ? told : `${told}\n${asWritten(letter.body)}\n`
}
