import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { asObject, isRecord, type readRecording } from './read-recording.ts'

type Records = Awaited<ReturnType<typeof readRecording>>

interface ApiObject {
  readonly kind?: unknown
  readonly message?: unknown
  readonly metadata?: {
    readonly uid?: unknown
    readonly name?: unknown
    readonly labels?: Readonly<Record<string, unknown>>
  }
}

const objectOf = (record: Records[number]): ApiObject => {
  const object = asObject(record)
  return isRecord(object) ? object : {}
}

const isOfPod = ({ type }: Records[number]): boolean => type !== 'BOOKMARK' && type !== 'ERROR'

const refuse = (code: string, file: string, what: string): never => {
  throw new InvalidJobError(code, `${file} ${what}`, { details: { value: file } })
}

function demandKind(objects: readonly ApiObject[], kind: string, file: string, instead: string): void {
  for (const { kind: found = kind, message } of objects) {
    if (found === 'Status') refuse('INVALID_RECORDING', file, `holds what the API server refused: ${message}`)
    if (found !== kind) refuse('WRONG_KIND', file, `holds an object of kind ${found}: ${instead}`)
  }
}

/** A verdict is on one pod: of several, nobody would know on which. */
function demandOnePod(objects: readonly ApiObject[], file: string): void {
  const names = new Map(objects.map(({ metadata }) => [metadata?.uid, metadata?.name]))
  if (names.has(undefined))
    refuse(
      'INVALID_RECORDING',
      file,
      'has a pod without uid: explain reads one that is on a cluster, not what it is made from',
    )
  if (names.size > 1)
    refuse(
      'SEVERAL_PODS',
      file,
      `tells of ${names.size} pods (${[...names.values()].join(', ')}): explain takes one at a time`,
    )
}

/**
 * The records of the one driver pod that a file tells of; its executors beside it are left out.
 * @throws InvalidJobError INVALID_RECORDING, WRONG_KIND, SEVERAL_PODS, NO_DRIVER
 */
export function driverRecords(records: Records, file: string): Records {
  const told = records.filter(isOfPod)
  if (told.length === 0) refuse('INVALID_RECORDING', file, 'holds no pod: write it by kubectl get pod … -o json')
  demandKind(told.map(objectOf), 'Pod', file, 'explain reads the pod of a driver, and Events by --events')
  const drivers = told.filter((record) => objectOf(record).metadata?.labels?.['spark-role'] !== 'executor')
  if (drivers.length === 0)
    refuse(
      'NO_DRIVER',
      file,
      "tells of an executor's pod: explain reads that of the driver (kubectl get pod -l spark-role=driver)",
    )
  demandOnePod(drivers.map(objectOf), file)
  return drivers
}

/**
 * The objects of a file of Events.
 * @throws InvalidJobError WRONG_KIND
 */
export function eventObjects(records: Records, file: string): readonly unknown[] {
  const told = records.filter(isOfPod)
  demandKind(told.map(objectOf), 'Event', file, '--events takes the Events about the pod')
  return told.map(asObject)
}
