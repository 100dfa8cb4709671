import { afterAll, beforeAll, describe, it } from 'vitest'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { ApiUnderTest } from '../../contracts/kubernetes-api/api-under-test.ts'
import { kubernetesApiContract } from '../../contracts/kubernetes-api/contract.ts'
import { realServer } from './real-server.ts'

describe('the embedded API server', () => {
  let server: EmbeddedApiServer
  let api: ApiUnderTest
  beforeAll(async () => {
    server = await startApiServer()
    api = new ApiUnderTest({ url: server.url })
  })
  afterAll(() => server.stop())
  kubernetesApiContract(() => api)
})

const real = realServer()

describe('a real kube-apiserver', () => {
  if (real === undefined) {
    it.skip('is not tried: SPARKDROP_TEST_KUBECONFIG names no kubeconfig', () => undefined)
    return
  }
  const api = new ApiUnderTest(real)
  afterAll(() => api.cleanUp())
  kubernetesApiContract(() => api)
})
