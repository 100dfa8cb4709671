import { describe, expect, it } from 'vitest'
import { processCost } from '../../../bench/machine/process-cost.ts'

const node = (script: string) => processCost([process.execPath, '--eval', script], {})

describe('the cost of a process', () => {
  it('holds its processor time and memory', async () => {
    const busy = await node(
      'const end = Date.now() + 200; const held = Buffer.alloc(64e6, 1); while (Date.now() < end) held[0]++',
    )
    expect(busy.wallMs).toBeGreaterThan(200)
    expect(busy.cpuMs).toBeGreaterThan(50)
    expect(busy.peakMiB).toBeGreaterThan(64e6 / 2 ** 20)
  })

  it('holds the processor time of its children too', async () => {
    const child = 'const end = Date.now() + 300; while (Date.now() < end);'
    const parent = `require('node:child_process').execFileSync(process.execPath, ['--eval', ${JSON.stringify(child)}])`
    const [idle, busy] = [await node(''), await node(parent)]
    expect(busy.cpuMs).toBeGreaterThan(idle.cpuMs + 50)
  })

  it('is not told of a process that failed', async () => {
    await expect(node('console.error("no such cluster"); process.exit(3)')).rejects.toThrow(
      /exit code 3: no such cluster/,
    )
  })
})
