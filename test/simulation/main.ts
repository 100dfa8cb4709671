import { parseArgs } from 'node:util'
import { FLAWS, type Flaw } from './flaws.ts'
import { simulate } from './simulate.ts'

const USAGE = `Usage: npm run simulate -- [--seeds N] [--first S] [--seed S] [--flaw ${FLAWS.join('|')}]`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    flaw: { type: 'string' },
  },
})

const number = (text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  console.error(`"${text}" is no number of seeds, nor a seed: both are whole numbers from 1\n${USAGE}`)
  process.exit(2)
}

if (values.flaw !== undefined && !FLAWS.includes(values.flaw as Flaw)) {
  console.error(`there is no flaw "${values.flaw}"\n${USAGE}`)
  process.exit(2)
}

const first = number(values.seed ?? values.first)
const count = values.seed === undefined ? number(values.seeds) : 1
let failed = 0
let runs = 0
for (let seed = first; seed < first + count; seed++) {
  const { violations, runs: these } = await simulate(seed, values.flaw as Flaw | undefined)
  runs += these
  if (violations.length === 0) continue
  failed++
  console.log(`seed ${seed}:\n${violations.map((text) => `  ${text}\n`).join('')}`)
}
console.log(`${count - failed} seeds without a violation, ${failed} with; ${runs} drivers ran`)
process.exitCode = failed === 0 ? 0 : 1
