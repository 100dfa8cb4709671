import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DuePlan, lastDue, nextDue, nextDues } from '../../../lib/jobs/schedules/due-times.ts'
import { parseExpression } from '../../../lib/jobs/schedules/timing.ts'
import { cronMatches } from './brute-force-cron.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

const plan = (expression: string, overrides: Partial<DuePlan> = {}): DuePlan => ({
  timing: parseExpression(expression).timing,
  timezone: 'UTC',
  anchor: Date.UTC(2026, 0, 1),
  ...overrides,
})

const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z')

const next = (expression: string, from: string, count: number, overrides: Partial<DuePlan> = {}) =>
  nextDues(plan(expression, overrides), Date.parse(from), count).map(iso)

const item = (min: number, max: number): fc.Arbitrary<string> => {
  const value = fc.integer({ min, max })
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`)
  const step = fc.integer({ min: 1, max: max - min + 1 })
  return fc.oneof(
    value.map(String),
    range,
    fc.tuple(range, step).map(([r, s]) => `${r}/${s}`),
  )
}
const list = (min: number, max: number) =>
  fc.array(item(min, max), { minLength: 1, maxLength: 3 }).map((it) => it.join(','))
const star = fc.constant('*')
const field = (min: number, max: number) =>
  fc.oneof(
    star,
    fc.integer({ min: 2, max: max - min }).map((it) => `*/${it}`),
    list(min, max),
  )
const day = (min: number, max: number) => fc.oneof(star, list(min, max))
const crontab = fc
  .tuple(field(0, 59), field(0, 23), day(1, 31), field(1, 12), day(0, 7))
  .map((fields) => fields.join(' '))
const instant = fc
  .integer({ min: Date.UTC(2024, 0, 1) / MINUTE, max: Date.UTC(2030, 0, 1) / MINUTE })
  .map((it) => it * MINUTE)

describe('crontab, translated for EventBridge,', () => {
  it('is due in the very minutes in which crontab runs', () => {
    fc.assert(
      fc.property(crontab, instant, (expression, from) => {
        const until = from + 3 * DAY
        const expected: number[] = []
        for (let at = from; at < until; at += MINUTE) if (cronMatches(expression, at)) expected.push(at)
        const dues: number[] = []
        for (
          let due = nextDue(plan(expression), from - 1);
          due !== undefined && due < until && dues.length <= 50;
          due = nextDue(plan(expression), due)
        )
          dues.push(due)
        expect(dues.slice(0, 50)).toEqual(expected.slice(0, 50))
        expect(lastDue(plan(expression), until - 1) ?? 0).toSatisfy((last: number) =>
          expected.length > 0 ? last === expected.at(-1) : last < from,
        )
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['30 2 * * 1-5', ['cron(30 2 ? * MON,TUE,WED,THU,FRI *)']],
    ['0 0 * * 0', ['cron(0 0 ? * SUN *)']],
    ['0 0 * * 7', ['cron(0 0 ? * SUN *)']],
    ['0 0 * * 5-7', ['cron(0 0 ? * SUN,FRI,SAT *)']],
    ['0 0 1 * *', ['cron(0 0 1 * ? *)']],
    ['*/20 * * * *', ['cron(0,20,40 * * * ? *)']],
    ['0 6 * jan-mar mon', ['cron(0 6 ? 1,2,3 MON *)']],
    ['0 0 13 * fri', ['cron(0 0 13 * ? *)', 'cron(0 0 ? * FRI *)']],
    ['@daily', ['cron(0 0 * * ? *)']],
    ['@weekly', ['cron(0 0 ? * SUN *)']],
  ])('%s is %j', (expression, expected) => {
    expect(parseExpression(expression).expressions).toEqual(expected)
  })
})

describe("EventBridge's own expressions", () => {
  it.each([
    ['cron(0 10 ? * 2 *)', ['2026-01-05T10:00:00Z', '2026-01-12T10:00:00Z']],
    ['cron(0 10 L * ? *)', ['2026-01-31T10:00:00Z', '2026-02-28T10:00:00Z']],
    ['cron(0 10 1W * ? *)', ['2026-01-01T10:00:00Z', '2026-02-02T10:00:00Z']],
    ['cron(0 10 LW * ? *)', ['2026-01-30T10:00:00Z', '2026-02-27T10:00:00Z']],
    ['cron(0 10 ? * 6L *)', ['2026-01-30T10:00:00Z', '2026-02-27T10:00:00Z']],
    ['cron(0 10 ? * 3#2 *)', ['2026-01-13T10:00:00Z', '2026-02-10T10:00:00Z']],
    ['cron(0 10 ? * L *)', ['2026-01-03T10:00:00Z', '2026-01-10T10:00:00Z']],
    ['cron(1/20 0 1 1 ? *)', ['2026-01-01T00:01:00Z', '2026-01-01T00:21:00Z']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z']],
    ['cron(0 0 1 1 ? 2027-2028)', ['2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z']],
    ['rate(12 hours)', ['2026-01-01T12:00:00Z', '2026-01-02T00:00:00Z']],
    ['at(2026-03-01T08:15:30)', ['2026-03-01T08:15:30Z']],
  ])('%s is due at %j', (expression, expected) => {
    expect(next(expression, '2026-01-01T00:00:00Z', 2)).toEqual(expected)
  })

  it('are read on the clock of their zone', () => {
    const berlin = { timezone: 'Europe/Berlin' }
    expect(next('0 9 * * *', '2026-03-28T00:00:00Z', 2, berlin)).toEqual([
      '2026-03-28T08:00:00Z',
      '2026-03-29T07:00:00Z',
    ])
    expect(next('at(2026-07-01T09:00:00)', '2026-01-01T00:00:00Z', 1, berlin)).toEqual(['2026-07-01T07:00:00Z'])
  })

  it('skip a time that the clock leaves out, and run once at one that it shows twice', () => {
    const berlin = { timezone: 'Europe/Berlin' }
    expect(next('30 2 * * *', '2026-03-28T12:00:00Z', 1, berlin)).toEqual(['2026-03-30T00:30:00Z'])
    expect(next('30 2 * * *', '2026-10-24T12:00:00Z', 2, berlin)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ])
    expect(iso(lastDue(plan('30 2 * * *', berlin), Date.parse('2026-10-25T01:10:00Z')))).toBe('2026-10-25T00:30:00Z')
  })

  it('begin and end when told to, both included', () => {
    const bounds = { start: Date.parse('2026-01-02T06:00:00Z'), end: Date.parse('2026-01-03T06:00:00Z') }
    const days = ['2026-01-02T06:00:00Z', '2026-01-03T06:00:00Z']
    expect(next('0 6 * * *', '2026-01-01T00:00:00Z', 9, bounds)).toEqual(days)
    expect(lastDue(plan('0 6 * * *', bounds), Date.parse('2026-01-02T05:59:59Z'))).toBeUndefined()
    expect(iso(lastDue(plan('0 6 * * *', bounds), Date.parse('2026-02-01T00:00:00Z')))).toBe(days[1])
  })

  it('are due last at what was due next, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe')
    fc.assert(
      fc.property(crontab, zones, instant, (expression, timezone, from) => {
        const due = nextDue(plan(expression, { timezone }), from)
        fc.pre(due !== undefined)
        expect(lastDue(plan(expression, { timezone }), due)).toBe(due)
        expect(lastDue(plan(expression, { timezone }), due - 1) ?? 0).toBeLessThanOrEqual(from)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a schedule that cannot be read says what is wrong:', () => {
  it.each([
    ['every day', 'is no schedule: write crontab'],
    ['61 * * * *', 'the field "minutes" of the schedule holds "61": it must be 0-59'],
    ['0 0 * * mun', 'it must be 0-7 or SUN, MON, TUE'],
    ['0 5-1 * * *', 'a range goes upwards'],
    ['*/0 * * * *', 'a step is a whole number above 0'],
    ['0 0 */2 * 1', 'write the days out, such as 1-31/2'],
    ['cron(0 0 * * *)', 'has 5 fields: EventBridge wants six'],
    ['cron(0 0 * * * *)', 'EventBridge wants "?" in exactly one of them'],
    ['cron(0 0 ? * 0 *)', 'it must be 1-7 or SUN, MON'],
    ['cron(0 0 ? * 2#6 *)', 'after # comes 1 to 5'],
    ['cron(0 0 ? * 2#1,3#1 *)', 'there is room for one day only'],
    ['rate(1 hours)', 'write a rate as rate(1 minute)'],
    ['rate(0 minutes)', 'write a rate as'],
    ['at(2026-02-31T00:00:00)', 'write a single time as at(2026-01-31T02:30:00)'],
  ])('%s', (expression, message) => {
    expect(() => parseExpression(expression)).toThrow(message)
  })
})
