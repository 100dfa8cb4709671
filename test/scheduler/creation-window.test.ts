import { describe, expect, it } from 'vitest'
import { CreationWindow } from '../../lib/scheduler/creation-window.ts'

const window = (): CreationWindow => new CreationWindow({ next: () => 0.5 })

const succeed = (created: CreationWindow, times: number): void => {
  for (let time = 0; time < times; time++) {
    created.started()
    created.accepted()
  }
}

describe('the window of creations', () => {
  it('grows with each creation that works, up to a bound', () => {
    const created = window()
    expect(created.free(0)).toBe(16)
    succeed(created, 10)
    expect(created.free(0)).toBe(26)
    succeed(created, 100)
    expect(created.free(0)).toBe(48)
  })

  it('waits as long as the API server asks, and then sends half as many', () => {
    const created = window()
    created.started()
    created.failed(0, 100, 2_000)
    expect(created.free(2_099)).toBe(0)
    expect(created.free(2_400)).toBe(8)
  })

  it('takes many refusals of one wave for one', () => {
    const created = window()
    for (let sent = 0; sent < 16; sent++) created.started()
    const waves = Array.from({ length: 16 }, (_, index) => created.failed(0, 100 + index, 1_000))
    expect(waves.filter(({ first }) => first)).toHaveLength(1)
    expect(created.free(5_000)).toBe(8)
  })

  it('waits longer with every wave that fails', () => {
    const created = window()
    created.started()
    created.failed(0, 0)
    const first = created.pausedUntil
    created.started()
    created.failed(first, first)
    expect(created.pausedUntil - first).toBe(2 * first)
  })

  it('sends one at a time after executors were refused as such, and goes on at once when there is room', () => {
    const created = window()
    created.started()
    created.refused(0, 0)
    expect(created.free(100)).toBe(0)
    created.resume(100)
    expect(created.free(100)).toBe(1)
  })
})
