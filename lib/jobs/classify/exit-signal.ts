import type { Terminated } from './driver-containers.ts'

const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
}

/** The signal that ended a container, by name: shells and container runtimes say signal n as exit code 128 + n. */
export const exitSignal = ({ exitCode, signal }: Terminated): string | undefined => SIGNALS[signal || exitCode - 128]

/** True where the container ended by the signals with which a kubelet stops one. */
export const endedByStopSignal = (terminated: Terminated): boolean =>
  ['SIGTERM', 'SIGKILL'].includes(exitSignal(terminated) ?? '')
