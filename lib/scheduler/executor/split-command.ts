/** One argument: parts in double quotes (where a backslash escapes), in single quotes (where nothing does), and plain. */
const ARGUMENT = /(?:"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|'[^']*(?:'|$)|[^ \t\r\n"']+)+/g
const PART = /"((?:\\[\s\S]|[^"\\])*)(?:"|\\?$)|'([^']*)(?:'|$)|([^"']+)/g

/**
 * The text as a shell would split it into arguments, without expanding anything; quotes that do not end reach to the
 * end of the text. Follows Utils.splitCommandString.
 */
export const splitCommand = (text: string): readonly string[] =>
  Array.from(text.matchAll(ARGUMENT), ([argument]) =>
    argument.replace(PART, (_, double?: string, single?: string, plain?: string) =>
      double === undefined ? (single ?? plain ?? '') : double.replace(/\\([\s\S])/g, '$1'),
    ),
  )
