import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own for one test, gone after it. */
export const inTemporaryFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'sparkdrop-aws-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A program in place of `ministack`: a shell script. */
export const program = async (folder: string, script: string): Promise<string> => {
  const path = join(folder, 'ministack')
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

const SERVER = `
const { writeFileSync } = require('node:fs')
writeFileSync('started.json', JSON.stringify({ env: process.env, pid: process.pid }))
require('node:http').createServer((_, answer) => answer.end('{}')).listen(process.env.GATEWAY_PORT, process.env.BIND_HOST)
`

/** One that answers as MiniStack does when it is up, has started a process of its own, and will not end by itself. */
export const answeringProgram = async (folder: string): Promise<string> => {
  await writeFile(join(folder, 'server.cjs'), SERVER)
  return program(
    folder,
    `trap '' TERM
sleep 1000 & echo $! > child.pid
node '${join(folder, 'server.cjs')}'`,
  )
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
