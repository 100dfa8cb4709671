import { parseArgs } from 'node:util'
import { startApiServer } from './api-server.ts'

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    'logs-dir': { type: 'string' },
    'data-file': { type: 'string' },
    token: { type: 'string' },
  },
})

const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`--port ${values.port}: must be a port number from 0 (any free one) to 65535\n`)
  process.exit(2)
}

const { 'logs-dir': logsDir, 'data-file': dataFile } = values
const server = await startApiServer({
  host: values.host,
  port,
  ...(logsDir === undefined ? {} : { logsDir }),
  ...(dataFile === undefined ? {} : { dataFile }),
  ...(values.token === undefined ? {} : { token: values.token }),
})
process.stdout.write(`${server.url}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void server.stop()
  })
}
