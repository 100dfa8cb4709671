import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import { CORE, namespacedPath } from '../../kubernetes/resource-path.ts'
import type { RestClient } from '../../kubernetes/rest-client.ts'
import type { Timers } from '../../kubernetes/timers.ts'
import type { TextSink } from '../surroundings.ts'

/** Whose log. */
export interface LogSource {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

const PAUSE_MS = 1_000

/** Every line comes with the kubelet's time in front: it says where to go on after a connection has broken. */
const STAMPED = /^(\S+) (.*)$/s

/** Writes the lines of one answer that come after `last`; gives the time of the last one. */
async function copyLines(bytes: AsyncIterable<Uint8Array>, last: string, sink: TextSink): Promise<string> {
  const decoder = new TextDecoder()
  let rest = ''
  let latest = last
  const write = (line: string): void => {
    const [, time = '', text = ''] = STAMPED.exec(line) ?? []
    if (time === '' || time <= last) return
    latest = time
    sink.write(text)
  }
  try {
    for await (const chunk of bytes) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/(?<=\n)/)
      rest = lines.at(-1)?.endsWith('\n') ? '' : (lines.pop() ?? '')
      lines.forEach(write)
    }
  } catch {
    // A connection that breaks ends this answer only: the next one goes on after `latest`.
    return latest
  }
  if (rest !== '') write(rest)
  return latest
}

/**
 * Writes what a container writes, as it comes, until `ended` aborts and the rest has been read. Waits for a container
 * that has not started, and goes on where a connection breaks.
 */
export async function followLog(
  client: RestClient,
  { namespace, pod, container }: LogSource,
  sink: TextSink,
  ended: AbortSignal,
  timers: Timers,
): Promise<void> {
  const path = `${namespacedPath(CORE, namespace, 'pods', pod)}/log`
  let last = ''
  for (let isLast = false; ; isLast = ended.aborted) {
    const sinceTime = last === '' ? undefined : last
    const query = { container, follow: !ended.aborted, timestamps: true, sinceTime }
    try {
      last = await copyLines(await client.stream({ method: 'GET', path, query }), last, sink)
    } catch (error) {
      if (isKubernetesStatus(error, 404) || isKubernetesStatus(error, 403)) throw error
    }
    if (isLast) return
    await timers.sleep(PAUSE_MS, ended)
  }
}
