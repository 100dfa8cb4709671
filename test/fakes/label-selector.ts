type Labels = Readonly<Record<string, string>>

/** One requirement of a selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`. */
function requirement(text: string): (labels: Labels) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text)
  if (set !== null) {
    const [, key = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => values.includes(labels[key] ?? '\0') === (operator === 'in')
  }
  const equality = /^([^=!]+?)\s*(==?|!=)\s*(.*)$/.exec(text)
  if (equality !== null) {
    const [, key = '', operator, value] = equality
    return (labels) => (labels[key] === value) === (operator !== '!=')
  }
  return text.startsWith('!') ? (labels) => !(text.slice(1) in labels) : (labels) => text in labels
}

/** Whether labels match a selector, by the rules of the Kubernetes API. */
export function matchesSelector(selector: string, labels: Labels = {}): boolean {
  const parts = selector.split(/,(?![^(]*\))/).map((part) => part.trim())
  return parts.filter((part) => part !== '').every((part) => requirement(part)(labels))
}
