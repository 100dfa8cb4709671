/** The URI of the file itself, without the `#name` that it is to have in the end. */
export const withoutFragment = (uri: string): string => uri.replace(/#.*$/s, '')

/** The `#name` at the end of a URI, or nothing. */
export const fragment = (uri: string): string => /#.*$/s.exec(uri)?.[0] ?? ''
