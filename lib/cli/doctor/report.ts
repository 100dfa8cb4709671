import { styleText } from 'node:util'
import { writeJson } from '../output/output-format.ts'
import type { TextSink } from '../surroundings.ts'
import type { Finding, Section, Verdict } from './finding.ts'

const SHOWN: Readonly<Record<Verdict, readonly [string, Parameters<typeof styleText>[0]]>> = {
  ok: ['ok', 'green'],
  warning: ['warning', 'yellow'],
  failed: ['FAILED', 'red'],
  unseen: ['not seen', 'cyan'],
}
const WIDTH = 10

/** How many there are of each. */
export function counted(sections: readonly Section[]): Readonly<Record<Verdict, number>> {
  const counts = { ok: 0, warning: 0, failed: 0, unseen: 0 }
  for (const { verdict } of sections.flatMap(({ findings }) => findings)) counts[verdict]++
  return counts
}

const whatToDo = ({ advice, see, missing }: Finding): readonly string[] => [
  ...(missing === undefined ? [] : [`you lack: ${missing}`]),
  ...(advice === undefined ? [] : [advice]),
  ...(see === undefined ? [] : [see]),
]

function lines(finding: Finding, paint: (verdict: Verdict) => string): string {
  const { about, verdict, saw } = finding
  const told = saw.replace(/\n/g, `\n${' '.repeat(WIDTH + 2)}`)
  const rest = whatToDo(finding).map((line) => `${' '.repeat(WIDTH + 2)}→ ${line}\n`)
  return `  ${paint(verdict)}${about}: ${told}\n${rest.join('')}`
}

/** For a person: section by section, what is to be done below what is wrong. */
export function writeText(sink: TextSink, sections: readonly Section[]): void {
  const paint = (verdict: Verdict): string => {
    const [word, colour] = SHOWN[verdict]
    const padded = word.padEnd(WIDTH)
    return sink.isTTY ? styleText(colour, padded) : padded
  }
  for (const { title, findings } of sections)
    sink.write(`${title}\n${findings.map((finding) => lines(finding, paint)).join('')}\n`)
  const { ok, warning, failed, unseen } = counted(sections)
  sink.write(`${ok} ok, ${warning} to look at, ${failed} failed, ${unseen} not seen\n`)
}

/** For a program. */
export const writeReport = (sink: TextSink, sections: readonly Section[]): void =>
  writeJson(sink, {
    counts: counted(sections),
    findings: sections.flatMap(({ title: section, findings }) =>
      findings.map(({ verdict, ...finding }) => ({ section, verdict, ...finding })),
    ),
  })
