import { Interrupted } from './explain-error.ts'
import { run } from './run.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The second one ends the process as it would have without us.
  process.once(signal, () => stop.abort(new Interrupted(signal)))
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read along has gone: there is nobody to write to, and what was begun is ended in good order.
    if (error.code !== 'EPIPE') throw error
    stop.abort(new Interrupted('SIGPIPE'))
  })
}

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
})
