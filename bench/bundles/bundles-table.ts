import { figure, table } from '../machine/table.ts'
import type { BundleResult } from './measure-bundles.ts'

export const bundlesTable = (bundles: readonly BundleResult[]): string =>
  table(
    ['function', 'bundle', 'gzip', 'init', 'init, CPU'],
    bundles.map(({ name, kib, gzipKib, initMs, initCpuMs }) => [
      name,
      figure(kib, 'KiB'),
      figure(gzipKib, 'KiB'),
      figure(initMs, 'ms'),
      figure(initCpuMs, 'ms'),
    ]),
  )
