import { describe, expect, it } from 'vitest'
import { objectFromProtobuf, ProtobufError } from '../../../../local/kubernetes/schema/protobuf.ts'

const varint = (value: number): Buffer => Buffer.from(value < 128 ? [value] : [(value & 0x7f) | 0x80, value >> 7])
const integer = (number: number, value: number): Buffer => Buffer.concat([varint(number << 3), varint(value)])
const bytes = (number: number, ...parts: (Buffer | string)[]): Buffer => {
  const payload = Buffer.concat(parts.map((part) => Buffer.from(part as string)))
  return Buffer.concat([varint((number << 3) | 2), varint(payload.length), payload])
}
const envelope = (kind: string, ...fields: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('k8s\0'), bytes(1, bytes(1, 'v1'), bytes(2, kind)), bytes(2, ...fields)])

describe('the binary encoding', () => {
  it('carries kind, metadata, maps and booleans', () => {
    const metadata = bytes(
      1,
      bytes(1, 'name'),
      bytes(11, bytes(1, 'label'), bytes(2, 'value')),
      bytes(14, 'a.b/c'),
      bytes(14, 'd.e/f'),
    )
    const data = bytes(2, bytes(1, 'key'), bytes(2, 'text'))
    const binary = bytes(3, bytes(1, 'raw'), bytes(2, Buffer.from([1, 2, 3])))
    expect(objectFromProtobuf(envelope('ConfigMap', metadata, data, binary, integer(4, 1)))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'name', labels: { label: 'value' }, finalizers: ['a.b/c', 'd.e/f'] },
      data: { key: 'text' },
      binaryData: { raw: 'AQID' },
      immutable: true,
    })
  })

  it('carries messages within messages, quantities, and numbers that may be names', () => {
    const limit = bytes(1, bytes(1, 'memory'), bytes(2, bytes(1, '1Gi')))
    const volume = bytes(1, bytes(1, 'v'), bytes(2, bytes(19, bytes(1, bytes(1, 'map')))))
    const container = bytes(2, bytes(1, 'c'), bytes(6, integer(3, 7078)), bytes(8, limit))
    expect(objectFromProtobuf(envelope('Pod', bytes(2, volume, container)))).toMatchObject({
      spec: {
        volumes: [{ name: 'v', configMap: { name: 'map' } }],
        containers: [{ name: 'c', ports: [{ containerPort: 7078 }], resources: { limits: { memory: '1Gi' } } }],
      },
    })
    const port = bytes(1, integer(3, 80), bytes(4, integer(1, 1), bytes(3, 'http')))
    expect(objectFromProtobuf(envelope('Service', bytes(2, port)))).toMatchObject({
      spec: { ports: [{ port: 80, targetPort: 'http' }] },
    })
  })

  it('carries times', () => {
    const time = bytes(1, bytes(8, integer(1, 1000)))
    expect(objectFromProtobuf(envelope('ConfigMap', time))).toMatchObject({
      metadata: { creationTimestamp: '1970-01-01T00:16:40Z' },
    })
  })

  it.each([
    ['other bytes', Buffer.from('{}')],
    ['a kind without a schema', envelope('Gadget')],
    ['a message that breaks off', envelope('ConfigMap', Buffer.from([0x0a, 0x7f]))],
  ])('is not %s', (_what, wrong) => {
    expect(() => objectFromProtobuf(wrong)).toThrow(ProtobufError)
  })
})
