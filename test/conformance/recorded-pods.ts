import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { DriverPodEvent } from '../../events/pod-event.ts'

/** What a watch told of a driver pod, as it streamed it. */
export interface WatchRecord {
  readonly type: DriverPodEvent['type']
  readonly object: { readonly metadata: { readonly uid: string; readonly resourceVersion: string } }
}

/** The life of a driver pod on a real kubelet, and what a person says of it. */
export interface RecordedPod {
  readonly name: string
  readonly watch: readonly WatchRecord[]
  /** The core/v1 Events about it. */
  readonly events: readonly unknown[]
  readonly meaning: { readonly state: string; readonly reason: string | null }
}

const given = new URL('../../../shared/oracle/pod-events/', import.meta.url)
/** Recorded like the given ones, for what those do not show; without what nobody reads. */
const own = new URL('pod-events-own/', import.meta.url)

if (!existsSync(given)) console.warn(`recorded pods are not at ${given.pathname}: only our own are used`)

const lines = (file: URL): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const recordingsIn = (folder: URL): RecordedPod[] =>
  readdirSync(folder).map((name) => ({
    name,
    watch: lines(new URL(`${name}/watch.jsonl`, folder)) as WatchRecord[],
    events: lines(new URL(`${name}/events.jsonl`, folder)),
    meaning: JSON.parse(readFileSync(new URL(`${name}/meaning.json`, folder), 'utf8')),
  }))

/** All recordings that there are. */
export const recordedPods: readonly RecordedPod[] = [given, own].filter(existsSync).flatMap(recordingsIn)
