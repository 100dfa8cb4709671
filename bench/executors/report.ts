import type { Machine } from '../machine/describe-machine.ts'
import { figure, percent, table } from '../machine/table.ts'
import type { Allocation } from './allocation.ts'
import type { Churn } from './churn.ts'

export interface ExecutorsReport {
  readonly machine: Machine
  readonly kubernetes: string
  readonly allocations: readonly Allocation[]
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

export const renderReport = ({ machine, kubernetes, allocations, churn }: ExecutorsReport): string =>
  [
    `Node ${machine.node}, Kubernetes ${kubernetes}, ${machine.cores} x ${machine.cpu}, ${machine.memoryGiB} GiB, load ${machine.load} before the run`,
    table(
      ['executors created by', 'N', 'start to first', 'start to last', 'first to last', 'rate', 'most at once'],
      allocations.map(allocationRow),
    ),
    ...(churn === undefined ? [] : [churnTable(churn)]),
  ].join('\n\n')
