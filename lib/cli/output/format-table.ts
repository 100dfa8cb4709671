/** Columns of text under their names, aligned, two blanks between them; the last column is as long as it is. */
export function formatTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [names, ...rows].map((row) => row.map((cell) => cell.replace(/\s*\n\s*/g, ' ')))
  const widths = names.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === names.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return `${cells.map(line).join('\n')}\n`
}
