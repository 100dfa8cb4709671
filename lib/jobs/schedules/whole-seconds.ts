/** An instant as a schedule's runs are known by: ISO 8601, UTC, whole seconds. */
export const wholeSeconds = (instant: number): string =>
  new Date(Math.floor(instant / 1000) * 1000).toISOString().replace('.000Z', 'Z')
