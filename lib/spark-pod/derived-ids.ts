import { hash } from 'node:crypto'

const digest = (purpose: string, seed: string): string => hash('sha256', `${purpose}\n${seed}`)

/** So many hexadecimal digits (64 at most) that always belong to this seed, and differ from purpose to purpose. */
export const derivedDigits = (purpose: string, seed: string, length: number): string =>
  digest(purpose, seed).slice(0, length)

/** What looks like a UUID and always belongs to this seed. */
export const derivedUuid = (purpose: string, seed: string): string =>
  digest(purpose, seed)
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
