import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import type { Pod, Volume } from '../../lib/ports/kubernetes-types.ts'
import { podField } from './downward.ts'
import type { PathMapper } from './path-mapping.ts'
import { MissingReferenceError, type References } from './references.ts'

interface VolumeFile {
  readonly path: string
  readonly data: Buffer
  readonly mode: number
  /** Whether container paths in it have to be rewritten for the process that reads it. */
  readonly text: boolean
}

/** What a volume holds: a folder that containers share, or files that each container gets its own copy of. */
export type VolumeContent = { readonly folder: string } | { readonly files: readonly VolumeFile[] }

type KeyToPath = { key: string; path: string; mode?: number }
type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number]

const FILE_MODE = 0o644

/** Where volumes of a pod come from. */
export interface VolumeSources {
  readonly pod: Pod
  readonly references: References
  /** Folder of the pod, gone with it. */
  readonly podDir: string
  /** Folder of persistent volume claims, which outlive pods. */
  readonly claimsDir: string
}

interface KeyedSource {
  readonly kind: 'configmaps' | 'secrets'
  readonly name: string
  readonly items: readonly KeyToPath[] | undefined
  readonly optional: boolean | undefined
  readonly mode: number
}

const keyedFiles = async (references: References, source: KeyedSource): Promise<VolumeFile[]> => {
  try {
    const { entries, version } = await references.data(source.kind, source.name)
    const items: readonly KeyToPath[] = source.items ?? [...entries.keys()].map((key) => ({ key, path: key }))
    return items.flatMap(({ key, path, mode }) => {
      const entry = entries.get(key)
      if (entry) return [{ path, mode: mode ?? source.mode, ...entry }]
      if (source.optional) return []
      const message = `references non-existent ${source.kind === 'secrets' ? 'secret' : 'config'} key: ${key}`
      throw new MissingReferenceError(source.kind, source.name, message, version)
    })
  } catch (error) {
    if (source.optional && error instanceof MissingReferenceError) return []
    throw error
  }
}

const downwardFiles = (pod: Pod, items: NonNullable<Volume['downwardAPI']>['items'], mode: number): VolumeFile[] =>
  (items ?? []).map((item) => ({
    path: item.path,
    data: Buffer.from(podField(pod, item.fieldRef?.fieldPath ?? '') ?? ''),
    mode: item.mode ?? mode,
    text: false,
  }))

const projectedFiles = async (from: VolumeSources, source: Projection, mode: number): Promise<VolumeFile[]> => {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source
  if (configMap) {
    const { name = '', items, optional } = configMap
    return keyedFiles(from.references, { kind: 'configmaps', name, items, optional, mode })
  }
  if (secret) {
    const { name = '', items, optional } = secret
    return keyedFiles(from.references, { kind: 'secrets', name, items, optional, mode })
  }
  if (downwardAPI) return downwardFiles(from.pod, downwardAPI.items, mode)
  if (serviceAccountToken) {
    const { path, expirationSeconds = 3600, audience } = serviceAccountToken
    const account = from.pod.spec?.serviceAccountName ?? 'default'
    const token = await from.references.token(account, expirationSeconds, audience)
    return token === undefined ? [] : [{ path, data: Buffer.from(token), mode: 0o600, text: false }]
  }
  return []
}

const sharedFolder = async (folder: string): Promise<VolumeContent> => {
  await mkdir(folder, { recursive: true })
  return { folder }
}

/**
 * What the volume holds now.
 *
 * @throws MissingReferenceError where an object or a key is missing
 * @throws SparkdropError for a kind of volume that a folder cannot stand for
 */
export const volumeContent = async (volume: Volume, from: VolumeSources): Promise<VolumeContent> => {
  const { configMap, secret, projected, downwardAPI, emptyDir, hostPath, persistentVolumeClaim } = volume
  if (emptyDir) return sharedFolder(join(from.podDir, 'volumes', volume.name))
  if (configMap) {
    const { name = '', items, optional, defaultMode: mode = FILE_MODE } = configMap
    return { files: await keyedFiles(from.references, { kind: 'configmaps', name, items, optional, mode }) }
  }
  if (secret) {
    const { secretName: name = '', items, optional, defaultMode: mode = FILE_MODE } = secret
    return { files: await keyedFiles(from.references, { kind: 'secrets', name, items, optional, mode }) }
  }
  if (projected) {
    const { sources = [], defaultMode: mode = FILE_MODE } = projected
    return { files: (await Promise.all(sources.map((source) => projectedFiles(from, source, mode)))).flat() }
  }
  if (downwardAPI) return { files: downwardFiles(from.pod, downwardAPI.items, downwardAPI.defaultMode ?? FILE_MODE) }
  if (hostPath) return /OrCreate$/.test(hostPath.type ?? '') ? sharedFolder(hostPath.path) : { folder: hostPath.path }
  if (persistentVolumeClaim) {
    const { claimName } = persistentVolumeClaim
    await from.references.get('persistentvolumeclaims', claimName)
    return sharedFolder(join(from.claimsDir, from.pod.metadata?.namespace ?? '', claimName))
  }
  const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir'
  if (kind === 'emptyDir') return sharedFolder(join(from.podDir, 'volumes', volume.name))
  throw new SparkdropError('UNSUPPORTED_VOLUME', `volumes of kind ${kind} are not supported by the pod runner`, false)
}

/** Writes a container's own copy of a volume's files, with container paths in configuration text rewritten. */
export const writeFiles = async (files: readonly VolumeFile[], folder: string, rewrite: PathMapper): Promise<void> => {
  await mkdir(folder, { recursive: true })
  for (const { path, data, mode, text } of files) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text ? rewrite(data.toString('utf8')) : data)
    await chmod(target, mode)
  }
}
