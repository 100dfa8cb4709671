import { describe, expect, it } from 'vitest'
import { renderJob } from '../../../lib/jobs/schedules/render-job.ts'
import { type Occasion, renderText } from '../../../lib/jobs/schedules/template-text.ts'
import { JOB } from '../../builders/schedule.ts'

/** Half past midnight on the 1st of March in Berlin: still February in UTC. */
const OCCASION: Occasion = {
  at: Date.parse('2026-02-28T23:30:00Z'),
  timezone: 'Europe/Berlin',
  namespace: 'team-a',
  name: 'nightly',
}

describe('a text of a template', () => {
  it.each([
    ['{{ scheduled_time }}', '2026-02-28T23:30:00Z'],
    ['{{ ts }}', '2026-03-01T00:30:00+01:00'],
    ['{{ts_nodash}}', '20260301T003000'],
    ['{{ ds }} {{ ds_nodash }}', '2026-03-01 20260301'],
    ['{{ epoch }}', String(Date.parse('2026-02-28T23:30:00Z') / 1000)],
    ['{{ ds - 1d }}', '2026-02-28'],
    ['{{ ds + 30d - 1mo }}', '2026-02-28'],
    ['{{ ds - 1y + 1w }}', '2025-03-08'],
    ['{{ scheduled_time - 90m }}', '2026-02-28T22:00:00Z'],
    ['{{ ts + 2h }}', '2026-03-01T02:30:00+01:00'],
    ['{{ ts + 29d }}', '2026-03-30T00:30:00+02:00'],
    ['{{ scheduled_time - 1d | %Y/%m/%d/%H%M%S }}', '2026/02/28/003000'],
    ['{{ ds | day %j of %y, weekday %u, %z, 100%% }}', 'day 060 of 26, weekday 7, +0100, 100%'],
    ['{{ schedule_name }} in {{ namespace }}', 'nightly in team-a'],
    ['spark-{{APP_ID}}-{{EXECUTOR_ID}}', 'spark-{{APP_ID}}-{{EXECUTOR_ID}}'],
    ['{{ "{{ ds }}" }}', '{{ ds }}'],
    ['{"a": {"b": 1}}', '{"a": {"b": 1}}'],
  ])('%s is %s', (text, expected) => {
    expect(renderText(text, OCCASION)).toBe(expected)
  })

  it.each([
    ['{{ dss }}', '{{ dss }}: there is no such variable; there are scheduled_time, ts, ts_nodash, ds,'],
    ['{{ ds - 1 fortnight }}', 'there is no such variable'],
    ['{{ constructor }}', 'there is no such variable'],
    ['{{ ds | %Q }}', '%Q is no format; there are %Y'],
  ])('%s is refused', (text, message) => {
    expect(() => renderText(text, OCCASION)).toThrow(message)
  })
})

describe('the job of a schedule', () => {
  it('has the scheduled time in args, conf, name and labels, and the schedule as its source', () => {
    const template = {
      ...JOB,
      args: ['--day', '{{ ds }}'],
      conf: { 'spark.app.day': '{{ ds_nodash }}' },
      name: 'nightly-{{ ds }}',
      labels: { day: '{{ ds }}' },
    }
    expect(renderJob(template, OCCASION)).toMatchObject({
      version: 1,
      source: { kind: 'schedule', namespace: 'team-a', name: 'nightly', at: '2026-02-28T23:30:00Z' },
      namespace: 'team-a',
      args: ['--day', '2026-03-01'],
      conf: { 'spark.app.day': '20260301' },
      name: 'nightly-2026-03-01',
      labels: { day: '2026-03-01' },
    })
  })

  it.each([
    [{ ...JOB, labels: { at: '{{ scheduled_time }}' } }, 'labels.at: must be a Kubernetes label value'],
    [{ args: [] }, 'main: '],
    [{ ...JOB, source: { kind: 'api' } }, 'job.source: leave it out'],
    [{ ...JOB, namespace: 'team-b' }, '"team-b" is not the schedule\'s namespace "team-a"'],
    [{ ...JOB, main: { file: 's3://jars/{{ ds }}.jar' } }, '{{ ds }}: variables stand in args, conf, name, labels'],
    [{ ...JOB, arguments: ['x'] }, 'Unrecognized key: "arguments"'],
  ])('%j is refused', (template, message) => {
    expect(() => renderJob(template, OCCASION)).toThrow(message)
  })
})
