import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const MESSAGE_BYTES = 4096
const LOG_BYTES = 2048
const LOG_LINES = 80

const tail = (file: string, bytes: number): string => {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
  try {
    const { size } = fstatSync(descriptor)
    const buffer = Buffer.alloc(Math.min(bytes, size))
    const read = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length)
    return buffer.subarray(0, read).toString('utf8')
  } finally {
    closeSync(descriptor)
  }
}

const lastLines = (text: string, count: number): string =>
  text
    .split(/(?<=\n)/)
    .slice(-count)
    .join('')

export interface EndedContainer {
  readonly messageFile: string
  readonly logFile: string
  readonly failed: boolean
  readonly policy: string | undefined
}

/**
 * What a container leaves to say of its end: the last 4096 bytes of its message file or, under
 * FallbackToLogsOnError, the last 80 lines and 2048 bytes of its log. Undefined where there is nothing.
 */
export const terminationMessage = (ended: EndedContainer): string | undefined => {
  const message = tail(ended.messageFile, MESSAGE_BYTES)
  if (message !== '') return message
  if (!ended.failed || ended.policy !== 'FallbackToLogsOnError') return undefined
  return lastLines(tail(ended.logFile, LOG_BYTES), LOG_LINES) || undefined
}
