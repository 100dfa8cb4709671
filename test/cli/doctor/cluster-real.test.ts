import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterFindings } from '../../../lib/cli/doctor/cluster/cluster-findings.ts'
import { SUBMITTERS, userNamed, type Who } from '../../../lib/cli/doctor/cluster/whose-access.ts'
import type { Finding } from '../../../lib/cli/doctor/finding.ts'
import { kubeconfigConnection } from '../../../lib/kubernetes/kubeconfig-connection.ts'
import type { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { RestClusterLook } from '../../../lib/kubernetes/rest-cluster-look.ts'
import { systemTimers } from '../../../lib/kubernetes/timers.ts'
import { GuardedNamespace } from '../../kubernetes/guarded-namespace.ts'

const kubeconfig = process.env.SPARKDROP_TEST_KUBECONFIG

describe.skipIf(kubeconfig === undefined)(
  'a namespace with the shipped Roles on a real API server (SPARKDROP_TEST_KUBECONFIG)',
  () => {
    let guarded: GuardedNamespace

    beforeAll(async () => {
      guarded = await GuardedNamespace.create(kubeconfigConnection({ files: [kubeconfig ?? ''] }).connection)
    }, 60_000)
    afterAll(() => guarded?.remove())

    const found = async (client: RestClient, submitter: Who, namespace = guarded.namespace) => {
      const findings = await clusterFindings(new RestClusterLook('real', client), {
        namespaces: [namespace],
        forwarderNamespace: 'sparkdrop',
        submitter,
        settings: {},
        bus: undefined,
        clusterNames: [],
        timers: systemTimers,
      })
      return new Map(findings.map((finding): [string, Finding] => [finding.about, finding]))
    }

    it('lets everybody do what the doctor asks for, and no more', async () => {
      const { namespace } = guarded
      for (const submitter of [SUBMITTERS, userNamed(`system:serviceaccount:${namespace}:submitter`)]) {
        const findings = await found(guarded.admin, submitter)
        for (const about of [
          ...['functions', 'drivers', 'forwarder', 'what else drivers may', 'what executors may'].map(
            (who) => `${who} in ${namespace}`,
          ),
          ...[`namespace ${namespace}`, `quota of ${namespace}`, `network policies of ${namespace}`],
          ...['drivers', 'executors'].map((role) => `service account of ${role} in ${namespace}`),
        ])
          expect(findings.get(about)).toMatchObject({ about, verdict: 'ok' })
      }
    })

    it('names each right that somebody lacks', async () => {
      const findings = await found(guarded.admin, userNamed('somebody'))
      expect(findings.get(`functions in ${guarded.namespace}`)).toMatchObject({
        verdict: 'failed',
        saw: expect.stringMatching(/^somebody may not create pods, .*get namespaces, list events$/),
      })
    })

    it('tells those who may not look which rights they lack', async () => {
      const { namespace } = guarded
      const findings = await found(await guarded.as('spark-executor'), SUBMITTERS)
      expect([...findings.values()].filter(({ verdict }) => verdict === 'failed')).toEqual([])
      expect(findings.get(`namespace ${namespace}`)).toMatchObject({
        verdict: 'unseen',
        missing: `get namespaces in namespace ${namespace}`,
      })
      expect(findings.get('forwarder')).toMatchObject({
        verdict: 'unseen',
        missing: 'get leases.coordination.k8s.io in namespace sparkdrop',
      })
      expect(findings.get("forwarder's lease")).toMatchObject({
        missing: 'create subjectaccessreviews.authorization.k8s.io',
      })
    })
  },
)
