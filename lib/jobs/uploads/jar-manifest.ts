/**
 * The main section of a jar's manifest, names in lower case since they are compared without regard to case.
 * Follows the JAR File Specification, "Manifest Specification": lines of at most 72 bytes, continued by a leading space.
 */
export const parseManifest = (text: string): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>()
  for (const line of text.replace(/\r\n?/g, '\n').replace(/\n /g, '').split('\n')) {
    if (line === '') break
    const colon = line.indexOf(':')
    if (colon > 0) attributes.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return attributes
}
