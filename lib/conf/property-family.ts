/** Settings whose keys hold a name of the user's: `spark.kubernetes.driver.label.[name]`. */
export interface PropertyFamily {
  /** The key with each part that varies in brackets. */
  readonly pattern: string
  readonly since: string
  readonly doc: string
  /** What every key of the family matches. */
  readonly keys: RegExp
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export const propertyFamily = (pattern: string, since: string, doc: string): PropertyFamily => {
  const fixed = pattern.split(/\[[^\]]+\]/).map(escaped)
  return { pattern, since, doc, keys: new RegExp(`^${fixed.join('.+')}$`) }
}

/** True where the key belongs to the family. */
export const belongsTo = ({ keys }: PropertyFamily, key: string): boolean => keys.test(key)
