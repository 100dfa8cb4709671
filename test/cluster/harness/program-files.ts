import { readFileSync } from 'node:fs'

/** A Spark program of the tests, as text. */
export const program = (name: string): string => readFileSync(new URL(`../programs/${name}`, import.meta.url), 'utf8')
