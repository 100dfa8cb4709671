import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Container } from '../../lib/ports/kubernetes-types.ts'
import type { ProcessSpec } from '../process/guarded-process.ts'
import type { ContainerEnvironment } from './container-environment.ts'
import type { ImageFolder } from './image.ts'
import { type PathMapper, pathMapper } from './path-mapping.ts'
import { expandVariables } from './variable-expansion.ts'
import { type VolumeContent, writeFiles } from './volumes.ts'

const MESSAGE_PATH = '/dev/termination-log'

export interface LaunchSources {
  readonly container: Container
  readonly image: ImageFolder
  readonly environment: ContainerEnvironment
  readonly volumes: ReadonlyMap<string, VolumeContent>
  readonly podName: string
  readonly podIP: string
  readonly podDir: string
  readonly logFile: string
  /** The search path of this machine, for programs that an image does not bring. */
  readonly searchPath: string
}

export interface Launch {
  readonly process: ProcessSpec
  /** Host file where the container may leave a message about its end. */
  readonly messageFile: string
}

const mountPaths = (from: LaunchSources, containerDir: string): Record<string, string> =>
  Object.fromEntries(
    (from.container.volumeMounts ?? []).flatMap(({ name, mountPath, subPath = '' }) => {
      const content = from.volumes.get(name)
      if (!content) return []
      const folder = 'folder' in content ? content.folder : join(containerDir, 'volumes', name)
      return [[mountPath, join(folder, subPath)]]
    }),
  )

const makeFolders = async (from: LaunchSources, containerDir: string, rewrite: PathMapper): Promise<void> => {
  for (const { name, subPath } of from.container.volumeMounts ?? []) {
    const content = from.volumes.get(name)
    if (content && 'files' in content) await writeFiles(content.files, join(containerDir, 'volumes', name), rewrite)
    else if (content && subPath) await mkdir(join(content.folder, subPath), { recursive: true })
  }
}

const rewritten = (
  { variables, opaque }: ContainerEnvironment,
  rewrite: PathMapper,
): readonly (readonly [string, string])[] =>
  [...variables].map(([name, value]) => [name, opaque.has(name) ? value : rewrite(value)])

/**
 * Lays out a container's folders afresh and says what to start: `command`, `args` and the environment with variables
 * expanded as Kubernetes does and every container path rewritten to the host path that stands for it.
 */
export const prepareLaunch = async (from: LaunchSources): Promise<Launch> => {
  const { container, image, environment, podDir } = from
  const containerDir = join(podDir, 'containers', container.name)
  const messageFile = join(containerDir, 'termination-log')
  const workingDir = container.workingDir || image.workingDir
  const rewrite = pathMapper({
    '/tmp': join(containerDir, 'tmp'),
    ...image.root,
    [workingDir]: join(containerDir, 'work'),
    '/etc/hosts': join(podDir, 'hosts'),
    [container.terminationMessagePath ?? MESSAGE_PATH]: messageFile,
    ...mountPaths(from, containerDir),
  })
  await rm(containerDir, { recursive: true, force: true })
  const cwd = rewrite(workingDir)
  await mkdir(join(containerDir, 'tmp'), { recursive: true })
  await mkdir(cwd, { recursive: true })
  await makeFolders(from, containerDir, rewrite)

  const ofNode = new Map([['POD_IP', from.podIP]])
  const ofImage = Object.entries(image.env).map(([name, value]) => [name, rewrite(expandVariables(value, ofNode))])
  const env = {
    PATH: from.searchPath,
    LANG: 'C.UTF-8',
    HOME: cwd,
    TMPDIR: join(containerDir, 'tmp'),
    HOSTNAME: from.podName,
    ...Object.fromEntries(ofImage),
    ...Object.fromEntries(rewritten(environment, rewrite)),
  }
  const expand = (text: string) => rewrite(expandVariables(text, environment.variables))
  const own = (container.command ?? []).map(expand)
  const command = own.length > 0 ? own : image.entrypoint.map(rewrite)
  const [program = '', ...rest] = [...command, ...(container.args ?? []).map(expand)]
  return { process: { command: [program, ...rest], env, cwd, logFile: from.logFile }, messageFile }
}
