/** Settings whose keys hold a name of the user's: `spark.kubernetes.driver.label.[name]`. */
export interface PropertyFamily {
  /** The key with each part that varies in brackets. */
  readonly pattern: string
  readonly since: string
  readonly doc: string
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** True where the key belongs to the family. */
export const belongsTo = (family: PropertyFamily, key: string): boolean => {
  const parts = family.pattern.split(/\[[^\]]+\]/).map(escaped)
  return new RegExp(`^${parts.join('.+')}$`).test(key)
}
