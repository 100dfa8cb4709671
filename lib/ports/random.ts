/** Where the domain gets its chance from. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
}
