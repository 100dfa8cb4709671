import type { Property } from './property.ts'

type Check = NonNullable<Property<number>['check']>

/** More than so much; `message` says so in Spark's words. */
export const above = (limit: number, message: string): Check => ({ holds: (value) => value > limit, message })

/** So much or more. */
export const atLeast = (limit: number, message: string): Check => ({ holds: (value) => value >= limit, message })

/** So much or less. */
export const atMost = (limit: number, message: string): Check => ({ holds: (value) => value <= limit, message })
