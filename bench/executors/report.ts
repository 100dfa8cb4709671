import type { Machine } from '../machine/describe-machine.ts'
import { figure, percent, table } from '../machine/table.ts'
import type { Allocation } from './allocation.ts'
import type { Churn } from './churn.ts'
import type { Trouble } from './trouble.ts'

export interface ExecutorsReport {
  readonly machine: Machine
  readonly kubernetes: string
  readonly allocations: readonly Allocation[]
  readonly troubles: readonly Trouble[]
  readonly churn?: Churn
}

const seconds = (ms: number): string => figure(ms / 1000, 's')

const spanOf = ({ firstMs, lastMs }: Allocation): number => lastMs - firstMs

const allocationRow = (allocation: Allocation): string[] => {
  const { title, executors, firstMs, lastMs, most } = allocation
  const span = spanOf(allocation)
  return [
    title,
    String(executors),
    seconds(firstMs),
    seconds(lastMs),
    seconds(span),
    figure((executors - 1) / (span / 1000), '/s'),
    String(most),
  ]
}

const troubleTable = (troubles: readonly Trouble[]): string =>
  table(
    ['with 429s and deletions at random', 'N', 'answered 429', 'deleted', 'first to all', 'most at once'],
    troubles.map(({ title, executors, throttled, deleted, spanMs, most }) =>
      [title, executors, throttled, deleted, seconds(spanMs), most].map(String),
    ),
  )

const churnTable = ({ executors, deleted, seconds: time, idleCpuShare, cpuShare, rssMiB, most }: Churn): string =>
  table(
    ['the loop, holding executors', 'executors', 'deleted', 'CPU, idle', 'CPU', 'memory', 'most at once'],
    [
      [
        `${time} s of random deletions`,
        String(executors),
        String(deleted),
        percent(idleCpuShare),
        percent(cpuShare),
        figure(rssMiB, 'MiB'),
        String(most),
      ],
    ],
  )

export const renderReport = ({ machine, kubernetes, allocations, troubles, churn }: ExecutorsReport): string =>
  [
    `Node ${machine.node}, Kubernetes ${kubernetes}, ${machine.cores} x ${machine.cpu}, ${machine.memoryGiB} GiB, load ${machine.load} before the run`,
    table(
      ['executors created by', 'N', 'start to first', 'start to last', 'first to last', 'rate', 'most at once'],
      allocations.map(allocationRow),
    ),
    ...(troubles.length === 0 ? [] : [troubleTable(troubles)]),
    ...(churn === undefined ? [] : [churnTable(churn)]),
  ].join('\n\n')
