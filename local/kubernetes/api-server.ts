import { randomInt, randomUUID } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import type { Clock } from '../../lib/ports/clock.ts'
import type { Log } from '../../lib/ports/log.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { ClaimProtection } from './controllers/claim-protection.ts'
import { GarbageCollector } from './controllers/garbage-collector.ts'
import { NamespaceController } from './controllers/namespace-controller.ts'
import { WorkQueue } from './controllers/work-queue.ts'
import { createHttpServer } from './http/http-server.ts'
import { PodLogs } from './logs/pod-logs.ts'
import type { ApiContext } from './operations/api-context.ts'
import { createObject } from './operations/create.ts'
import { namespaceType } from './resources/namespace.ts'
import { RESOURCES } from './resources/registry.ts'
import { keepInFile } from './store/journal.ts'
import { Store } from './store/store.ts'

export interface ApiServerOptions {
  /** Where to listen; loopback unless told otherwise. */
  readonly host?: string
  /** 0, the default, takes a free port. */
  readonly port?: number
  /** The log of a container is the file `<logsDir>/<pod uid>/<container>.log`. */
  readonly logsDir?: string
  /** Where given, requests must carry it as their bearer token. */
  readonly token?: string
  /** Where the state is kept, and found again by the next server; absent: it is in memory only. */
  readonly dataFile?: string
  /** How many changes of each kind of object watches can go back; 20,000 by default. */
  readonly historyLimit?: number
  readonly clock?: Clock
  /** Where requests that break and controllers that fail are told; standard error by default. */
  readonly log?: Log
}

export interface EmbeddedApiServer {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string
  /** Ends watches and open connections at once. */
  stop(): Promise<void>
}

const DEFAULT_HISTORY = 20_000

const INITIAL_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

const write =
  (level: string) =>
  (message: string, fields: object = {}) => {
    process.stderr.write(`${JSON.stringify({ level, message, ...fields })}\n`)
  }

const standardErrorLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: write('warn'),
  error: write('error'),
}

const furnish = (context: ApiContext): void => {
  for (const name of INITIAL_NAMESPACES) {
    if (context.store.of(namespaceType).get({ namespace: '', name })) continue
    const options = { manager: 'kube-apiserver', dryRun: false, fieldValidation: 'Ignore' } as const
    createObject(
      context,
      namespaceType,
      '',
      { metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } },
      options,
    )
  }
}

const listening = (server: ReturnType<typeof createHttpServer>, port: number, host: string): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve(server.address() as AddressInfo)
    })
  })

/**
 * Starts a Kubernetes API server in this process. Its state is in memory and ends with it, unless it has a file.
 *
 * @throws the listen error where host and port cannot be had
 */
export const startApiServer = async (options: ApiServerOptions = {}): Promise<EmbeddedApiServer> => {
  const { host = '127.0.0.1', port = 0, log = standardErrorLog } = options
  const context: ApiContext = {
    store: new Store(RESOURCES, options.historyLimit ?? DEFAULT_HISTORY),
    clock: options.clock ?? systemClock,
    newUid: randomUUID,
    randomBelow: (bound) => randomInt(bound),
  }
  const queue = new WorkQueue(log)
  new NamespaceController(context, queue)
  new ClaimProtection(context, queue)
  new GarbageCollector(context, queue)
  const endFile = options.dataFile === undefined ? undefined : keepInFile(options.dataFile, context.store, RESOURCES)
  furnish(context)
  const logs = options.logsDir === undefined ? undefined : new PodLogs(options.logsDir)
  const server = createHttpServer({ context, log, logs, token: options.token })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const address = await listening(server, port, host)
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${shownHost}:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        queue.stop()
        server.close(() => {
          endFile?.()
          resolve()
        })
        for (const socket of sockets) socket.destroy()
      }),
  }
}
