import { describe, expect, it } from 'vitest'
import { decodeFromJvm } from '../../../../images/driver/scheduler/protocol.ts'
import { startMessage } from './start-message.ts'

const decode = (message: unknown) => decodeFromJvm(JSON.stringify(message))

describe('what the JVM says', () => {
  it('is taken as it is', () => {
    expect(decode(startMessage())).toEqual(startMessage())
    expect(decode({ type: 'known', ids: [1, 2] })).toEqual({ type: 'known', ids: [1, 2] })
  })

  it('keeps the order of the conf, which numbers the executors’ Java options', () => {
    const conf = { 'spark.z': '1', 'spark.a': '2', 'spark.m': '3' }
    const start = decode(startMessage({ conf }))
    expect(start.type === 'start' && Object.keys(start.conf)).toEqual(Object.keys(conf))
  })

  it.each([
    ['of no known type', { type: 'greet' }],
    ['with a target below nothing', { type: 'targets', targets: [{ count: -1, profile: profile(0) }] }],
    ['without an application', { ...startMessage(), appId: '' }],
    ['with a driver pod that is none', { ...startMessage(), driverPod: 'driver' }],
  ])('is refused where it is %s', (_, message) => {
    expect(() => decode(message)).toThrow("the driver's JVM said what is not understood")
  })
})

function profile(id: number) {
  return { id, executorResources: {}, taskResources: {} }
}
