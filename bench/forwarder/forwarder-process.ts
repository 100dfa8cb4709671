import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Resident memory of a process, in MiB: now, and the most that it ever was. */
export interface Memory {
  readonly now: number
  readonly peak: number
}

/** Linux's own account of a process. */
export const memoryOf = (pid: number): Memory => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: read('VmRSS'), peak: read('VmHWM') }
}

export interface Forwarder {
  readonly pid: number
  stop(): Promise<void>
}

const DOCKERFILE = fileURLToPath(new URL('../../images/pod-event-forwarder/Dockerfile', import.meta.url))

/** What the image gives to node, before the script. */
const nodeOptions = (): readonly string[] => {
  const entrypoint = /^ENTRYPOINT (\[.+\])$/m.exec(readFileSync(DOCKERFILE, 'utf8'))?.[1]
  if (entrypoint === undefined) throw new Error(`${DOCKERFILE} has no ENTRYPOINT that is a list`)
  return (JSON.parse(entrypoint) as string[]).slice(1, -1)
}

/** The forwarder as its image runs it, from the bundle in `folder`. */
export const runForwarder = async (folder: string, apiUrl: string, busUrl: string): Promise<Forwarder> => {
  const child: ChildProcess = spawn(process.execPath, [...nodeOptions(), `${folder}/main.mjs`], {
    env: {
      NODE_ENV: 'production',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_ENDPOINT_URL: busUrl,
      KUBERNETES_URL: apiUrl,
      CLUSTER_NAME: 'bench',
      EVENT_BUS: 'jobs',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'spawn')
  return {
    pid: child.pid as number,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
