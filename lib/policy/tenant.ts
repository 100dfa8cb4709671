import type { Grants, TenantSource } from './policy-schema.ts'

type Required<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> }

/** All that a tenant may be granted, nothing of it left open. */
export type Filled = Required<Grants>

/** Who may send jobs, to where, and what they may ask for. */
export interface Tenant extends Filled {
  readonly name: string
  readonly sources: readonly TenantSource[]
  readonly namespaces: readonly string[]
}

/** A policy document with every default filled in. */
export interface Policy {
  readonly dropBucket?: string | undefined
  readonly uploadPath?: string | undefined
  readonly tenants: readonly Tenant[]
}
