/** crontab(5) read literally, minute by minute: slow, and shares nothing with what it checks. */

const NAMES: Readonly<Record<string, number>> = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 }

const number = (text: string): number => NAMES[text.toLowerCase()] ?? Number(text)

const holds = (field: string, value: number, max: number): boolean =>
  field.split(',').some((item) => {
    const [range = '', step] = item.split('/')
    const [low, high] = range === '*' ? [0, max] : range.split('-').map(number)
    const lowest = range === '*' && max !== 59 && max !== 23 && max !== 7 ? 1 : (low ?? 0)
    const highest = high ?? (step ? max : lowest)
    return value >= lowest && value <= highest && (value - lowest) % Number(step ?? 1) === 0
  })

/** Whether crontab runs `expression` in the minute that begins at this time, in UTC. */
export const cronMatches = (expression: string, at: number): boolean => {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = expression.split(' ')
  const date = new Date(at)
  const time = holds(minute, date.getUTCMinutes(), 59) && holds(hour, date.getUTCHours(), 23)
  if (!time || !holds(month, date.getUTCMonth() + 1, 12)) return false
  const ofMonth = holds(day, date.getUTCDate(), 31)
  const ofWeek = holds(weekday, date.getUTCDay(), 7) || (date.getUTCDay() === 0 && holds(weekday, 7, 7))
  return day === '*' || weekday === '*' ? ofMonth && ofWeek : ofMonth || ofWeek
}
