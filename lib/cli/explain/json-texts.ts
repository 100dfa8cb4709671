/**
 * The texts of the JSON objects and arrays that stand one after the other in a text, whatever is between them, as a watch
 * writes them. What is left open at the end is one too, for a parser to complain of.
 */
export const jsonTexts = (text: string): readonly string[] => {
  const texts: string[] = []
  let depth = 0
  let start = 0
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') {
      if (depth === 0) start = index
      depth++
    } else if ((token === '}' || token === ']') && depth > 0) {
      depth--
      if (depth === 0) texts.push(text.slice(start, index + 1))
    }
  }
  return depth > 0 ? [...texts, text.slice(start)] : texts
}
