import { parseArgs } from 'node:util'
import { FLAWS, type Flaw } from './flaws.ts'
import { shrink } from './shrink.ts'
import { JOBS, simulate } from './simulate.ts'

const USAGE = `Usage: npm run simulate -- [--seeds N] [--from S] [--seed S] [--jobs N] [--flaw NAME] [--briefly]

  --seeds N    so many seeds (200)
  --from S     beginning with this one (1)
  --seed S     only this one, once more
  --jobs N     so many jobs for each (${JOBS})
  --flaw NAME  of a build that got something wrong: ${FLAWS.join(', ')}
  --briefly    only names the seeds that fail; else each is told as shortly as it can be`

const fail = (message: string): never => {
  console.error(`${message}\n\n${USAGE}`)
  process.exit(2)
}

const OPTIONS = {
  seeds: { type: 'string', default: '200' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  jobs: { type: 'string', default: String(JOBS) },
  flaw: { type: 'string' },
  briefly: { type: 'boolean', default: false },
} as const

const read = () => {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    return fail((error as Error).message)
  }
}

const values = read()

const number = (option: string, text: string): number => {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? value : fail(`--${option} ${text}: that is no whole number from 1`)
}

const isFlaw = (name: string): name is Flaw => FLAWS.some((flaw) => flaw === name)

const flawOf = (name: string | undefined): Flaw | undefined =>
  name === undefined || isFlaw(name) ? name : fail(`--flaw ${name}: there is no such flaw`)

const flaw = flawOf(values.flaw)
const jobs = number('jobs', values.jobs)
const first = number('from', values.seed ?? values.from)
const count = values.seed === undefined ? number('seeds', values.seeds) : 1
const again = [flaw ? ` --flaw ${flaw}` : '', jobs === JOBS ? '' : ` --jobs ${jobs}`].join('')
const failed: number[] = []
let [drivers, executors, faults] = [0, 0, 0]

for (let seed = first; seed < first + count; seed++) {
  const simulation = await simulate({ seed, flaw, jobs })
  drivers += simulation.runs
  executors += simulation.executors
  faults += simulation.faults.length
  if ((seed - first + 1) % 100 === 0) console.log(`${seed - first + 1} seeds, ${failed.length} of them failed`)
  if (simulation.violations.length === 0) continue
  failed.push(seed)
  console.log(`seed ${seed}: npm run simulate -- --seed ${seed}${again}`)
  for (const { promise, text } of simulation.violations) console.log(`  ${promise}: ${text}`)
  if (values.briefly) continue
  const { course, simulation: shortest, tries } = await shrink({ seed, flaw, jobs }, simulation)
  console.log(`  The shortest of ${tries} courses: ${course.only?.size} jobs, ${course.allowed?.size} faults.`)
  for (const step of shortest.story) console.log(`    ${step}`)
  for (const { promise, text } of shortest.violations) console.log(`    → ${promise}: ${text}`)
}
console.log(
  `${count - failed.length} seeds without a violation, ${failed.length} with${failed.length > 0 ? ` (${failed.join(', ')})` : ''}; ` +
    `${drivers} drivers and ${executors} executors ran, ${faults} faults happened`,
)
process.exitCode = failed.length === 0 ? 0 : 1
