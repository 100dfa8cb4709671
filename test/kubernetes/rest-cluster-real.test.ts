import { describe, it } from 'vitest'
import { kubeconfigConnection } from '../../lib/kubernetes/kubeconfig-connection.ts'
import { clusterContract } from '../contracts/cluster.ts'
import { restClusterUnderTest } from './cluster-under-test.ts'

const kubeconfig = process.env.SPARKDROP_TEST_KUBECONFIG

if (kubeconfig === undefined) {
  describe('Cluster: a real kube-apiserver', () => {
    it.skip('runs where SPARKDROP_TEST_KUBECONFIG names the kubeconfig of a cluster to test against', () => {})
  })
} else {
  clusterContract('a real kube-apiserver', () =>
    restClusterUnderTest(kubeconfigConnection({ files: [kubeconfig] }).connection),
  )
}
