import { readQuantity } from '../conf/codecs/quantity.ts'
import type { PersistentVolumeClaim, Pod } from '../ports/kubernetes-types.ts'
import type { ExecutorSpec } from './executor/executor-builder.ts'

/** An executor whose claims are decided: which of them are there already, and which are to be made. */
export interface AssignedExecutor {
  readonly pod: Pod
  readonly make: readonly PersistentVolumeClaim[]
  /** Names of all its claims. */
  readonly uses: readonly string[]
}

const nameOf = ({ metadata }: PersistentVolumeClaim): string => metadata?.name ?? ''

const storageOf = ({ spec }: PersistentVolumeClaim): string => spec?.resources?.requests?.['storage'] ?? ''

/** One that was made for another executor may serve this one: of the same class, and as large. */
export const fits = (wanted: PersistentVolumeClaim, there: PersistentVolumeClaim): boolean =>
  wanted.spec?.storageClassName === there.spec?.storageClassName &&
  readQuantity(storageOf(wanted))?.nanos === readQuantity(storageOf(there))?.nanos

const withClaims = (pod: Pod, replacements: ReadonlyMap<string, string>): Pod =>
  pod.spec === undefined || replacements.size === 0
    ? pod
    : {
        ...pod,
        spec: {
          ...pod.spec,
          volumes: (pod.spec.volumes ?? []).map((volume) => {
            const name = replacements.get(volume.persistentVolumeClaim?.claimName ?? '')
            if (name === undefined) return volume
            return { ...volume, persistentVolumeClaim: { ...volume.persistentVolumeClaim, claimName: name } }
          }),
        },
      }

/**
 * The executor with claims that are free instead of those that would be made for it. Follows
 * ExecutorPodsAllocator.replacePVCsIfNeeded.
 * @param free claims that no executor uses or is about to
 * @param room how many may still be made
 * @returns undefined where neither is enough: it has to wait for one to become free
 */
export function assignClaims(
  { pod, claims }: ExecutorSpec,
  free: readonly PersistentVolumeClaim[],
  room: number,
): AssignedExecutor | undefined {
  const left = [...free]
  const replacements = new Map<string, string>()
  for (const claim of claims) {
    const index = left.findIndex((there) => fits(claim, there))
    const [reused] = index < 0 ? [] : left.splice(index, 1)
    if (reused !== undefined) replacements.set(nameOf(claim), nameOf(reused))
  }
  const make = claims.filter((claim) => !replacements.has(nameOf(claim)))
  if (make.length > room) return undefined
  return {
    pod: withClaims(pod, replacements),
    make,
    uses: claims.map((claim) => replacements.get(nameOf(claim)) ?? nameOf(claim)),
  }
}
