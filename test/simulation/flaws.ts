/** What a build may have got wrong, to see that the simulation finds it: at least one for each promise. */
export const FLAWS = [
  'unconditional-writes',
  'names-alone',
  'acknowledge-first',
  'ignore-410',
  'unheard-announcements',
  'no-sweep',
  'blind-scheduler',
] as const

export type Flaw = (typeof FLAWS)[number]
