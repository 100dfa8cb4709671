import { bundlesTable } from '../bundles/bundles-table.ts'
import type { BundleResult } from '../bundles/measure-bundles.ts'
import type { Machine } from '../machine/describe-machine.ts'
import type { ProcessCost } from '../machine/process-cost.ts'
import { figure, percent, table } from '../machine/table.ts'
import type { CommandsResult } from './commands.ts'
import type { LambdaPathResult } from './lambda-path.ts'
import type { Load } from './load.ts'

export interface SubmissionReport {
  readonly machine: Machine
  readonly kubernetes: string
  readonly commands: CommandsResult | undefined
  readonly lambdaPath: readonly LambdaPathResult[]
  readonly bundles: readonly BundleResult[]
}

const commandsTable = ({ sparkSubmit, sparkdrop, bareNode }: CommandsResult): string => {
  const row = (title: string, { wallMs, cpuMs, peakMiB }: ProcessCost): string[] => [
    title,
    figure(wallMs, 'ms'),
    figure(cpuMs, 'ms'),
    figure(peakMiB, 'MiB'),
  ]
  const shares = (['wallMs', 'cpuMs', 'peakMiB'] as const).map((key) => percent(sparkdrop[key] / sparkSubmit[key]))
  return table(
    ['one submission', 'wall', 'CPU', 'peak memory'],
    [
      row('spark-submit', sparkSubmit),
      row('sparkdrop submit', sparkdrop),
      ['sparkdrop / spark-submit', ...shares],
      row('a Node that does nothing', bareNode),
    ],
  )
}

const loadRow = (title: string, load: Load, share: number): string[] => [
  title,
  String(load.jobs),
  figure(load.perSecond, '/s'),
  percent(share),
  figure(load.p50Ms, 'ms'),
  figure(load.p99Ms, 'ms'),
  figure(load.cpuMsPerJob, 'ms'),
]

const lambdaTable = (results: readonly LambdaPathResult[]): string =>
  table(
    ['the way of the function', 'jobs', 'rate', 'of the bare rate', 'p50', 'p99', 'own CPU a job'],
    results.flatMap(({ concurrency, configmap, gate, bare }) => [
      loadRow(`submit-job, ${concurrency} at a time`, configmap, configmap.share),
      loadRow('  with the scheduling gate', gate, gate.share),
      loadRow('  bare requests', bare, 1),
    ]),
  )

const machineLine = ({ cpu, cores, memoryGiB, node, load }: Machine, kubernetes: string): string =>
  `Node ${node}, Kubernetes ${kubernetes}, ${cores} x ${cpu}, ${memoryGiB} GiB, load ${load} before the run`

export const renderReport = ({ machine, kubernetes, commands, lambdaPath, bundles }: SubmissionReport): string =>
  [
    machineLine(machine, kubernetes),
    commands ? commandsTable(commands) : 'spark-submit: not measured, as --spark-home names no Spark',
    lambdaTable(lambdaPath),
    bundlesTable(bundles),
  ].join('\n\n')
