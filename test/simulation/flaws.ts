/** What a build may have got wrong, to see that the simulation finds it. */
export const FLAWS = ['unconditional-writes', 'acknowledge-first', 'no-relist'] as const

export type Flaw = (typeof FLAWS)[number]
