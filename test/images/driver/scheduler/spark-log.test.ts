import { expect, it } from 'vitest'
import { sparkLog } from '../../../../images/driver/scheduler/spark-log.ts'
import { lastLines } from '../../../../lib/jobs/classify/failure-text.ts'

const written = (): { lines: string[]; log: ReturnType<typeof sparkLog> } => {
  const lines: string[] = []
  return {
    lines,
    log: sparkLog(
      () => Date.UTC(2026, 10, 1, 7, 5, 9),
      (line) => lines.push(line),
    ),
  }
}

it('the loop’s lines look like those of Spark’s log', () => {
  const { lines, log } = written()
  log.info('created', { executors: 2 })
  log.warn('slow')
  log.debug('details')
  expect(lines).toEqual([
    '26/11/01 07:05:09 INFO SchedulerLoop: created {"executors":2}\n',
    '26/11/01 07:05:09 WARN SchedulerLoop: slow\n',
  ])
})

it('and are not taken for the reason of a driver’s end', () => {
  const { lines, log } = written()
  log.info('created')
  expect(lastLines(`boom\n${lines.join('')}`)).toBe('boom')
})
