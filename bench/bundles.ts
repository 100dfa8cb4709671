import { parseArgs } from 'node:util'
import { bundlesTable } from './bundles/bundles-table.ts'
import { measureBundles } from './bundles/measure-bundles.ts'
import { describeMachine } from './machine/describe-machine.ts'
import { wholeNumber } from './machine/whole-number.ts'

const { values } = parseArgs({
  options: { starts: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } },
})
const machine = describeMachine()
const bundles = await measureBundles(wholeNumber('--starts', values.starts))
console.log(values.json ? JSON.stringify({ machine, bundles }, undefined, 2) : bundlesTable(bundles))
