import { readdir, readFile } from 'node:fs/promises'

const commandOf = (pid: string): Promise<string> => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')

/** Ends every process at once that the emulator in this folder runs a function in. @returns how many there were */
export const killFunction = async (emulatorHome: string, name: string): Promise<number> => {
  const pids = (await readdir('/proc')).filter((entry) => /^[0-9]+$/.test(entry))
  const commands = await Promise.all(pids.map(commandOf))
  const found = pids.filter((_, i) => commands[i]?.includes(emulatorHome) && commands[i].includes(`-lambda-${name}-`))
  for (const pid of found) process.kill(Number(pid), 'SIGKILL')
  return found.length
}
