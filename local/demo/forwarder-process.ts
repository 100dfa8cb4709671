import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EmulatorAccess } from './client-config.ts'
import { CLUSTER_NAME } from './spark-defaults.ts'

export interface ForwarderProcess {
  stop(): Promise<void>
  /** Ends it without a word, as a node that fails does. */
  kill(): Promise<void>
}

export interface ForwarderOptions {
  readonly kubernetes: string
  /** The name that the stack has for the cluster; absent: that of the demo's only one. */
  readonly clusterName?: string
  readonly eventBus: string
  readonly emulator: EmulatorAccess
  /** Its log is `forwarder.log` in here. */
  readonly workDir: string
}

const MAIN = fileURLToPath(new URL('../../images/pod-event-forwarder/main.ts', import.meta.url))

const end = async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/** The pod-event-forwarder as a process of its own, as a cluster would run it as a pod. */
export const startForwarderProcess = async (options: ForwarderOptions): Promise<ForwarderProcess> => {
  const log = createWriteStream(join(options.workDir, 'forwarder.log'), { flags: 'a' })
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      KUBERNETES_URL: options.kubernetes,
      CLUSTER_NAME: options.clusterName ?? CLUSTER_NAME,
      EVENT_BUS: options.eventBus,
      ...options.emulator.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.pipe(log)
  child.stderr.pipe(log)
  await once(child, 'spawn')
  return { stop: () => end(child, 'SIGTERM'), kill: () => end(child, 'SIGKILL') }
}
