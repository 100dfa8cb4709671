/** Objects as clients send them, with one thing changed at a time. */

export const podBody = (name: string, spec: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { containers: [{ name: 'main', image: 'busybox:1.36' }], ...spec },
})

export const configMapBody = (name: string, data: object = { a: '1' }, rest: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
  ...rest,
})

export const serviceBody = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: 'x' }, ports: [{ port: 80 }], ...spec },
})

export const ownerReference = (
  owner: { metadata: { name: string; uid: string } },
  kind: string,
  rest: object = {},
): object => ({
  apiVersion: 'v1',
  kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  ...rest,
})

export interface ExpectedStatus {
  readonly code: number
  readonly reason?: string
  readonly message: string
  readonly details?: object
}

/** A whole `Status` of failure. */
export const failure = ({ code, reason, message, details }: ExpectedStatus): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  ...(reason === undefined ? {} : { reason }),
  ...(details === undefined ? {} : { details }),
  code,
})
