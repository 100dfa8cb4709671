import { describe, it } from 'vitest'
import { kubeconfigConnection } from '../../../lib/kubernetes/kubeconfig-connection.ts'
import { batchSchedulersContract } from '../../contracts/batch-schedulers.ts'
import { restClusterUnderTest } from '../../kubernetes/cluster-under-test.ts'

const kubeconfig = process.env.SPARKDROP_TEST_KUBECONFIG

if (kubeconfig === undefined) {
  describe('jobs for batch schedulers, on a real kube-apiserver', () => {
    it.skip('run where SPARKDROP_TEST_KUBECONFIG names the kubeconfig of a cluster to test against', () => {})
  })
} else {
  batchSchedulersContract('a real kube-apiserver', () =>
    restClusterUnderTest(kubeconfigConnection({ files: [kubeconfig] }).connection),
  )
}
