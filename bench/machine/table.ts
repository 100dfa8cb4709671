/** Rows as a Markdown table that reads well as plain text too: the first column is text, the others are numbers. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = header.map((_, column) => Math.max(3, ...[header, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(header), line(rule), ...rows.map(line)].join('\n')
}

/** A number with as many decimals as its size deserves. */
export const figure = (value: number, unit = ''): string => {
  const text = value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)
  return unit === '' ? text : `${text} ${unit}`
}

/** A share as a percentage. */
export const percent = (share: number): string => `${figure(share * 100)} %`
