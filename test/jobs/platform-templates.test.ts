import { describe, expect, it } from 'vitest'
import type { ConfigMap } from '../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../builders/job.ts'
import { strictPolicy } from '../builders/policy.ts'
import { SubmitSetup } from './submit-setup.ts'

const RESTRICTED = ['driver', 'executor'].map(
  (role) => `spark.kubernetes.${role}.podTemplateFile=sparkdrop:restricted\n`,
)

const setup = (...defaults: readonly string[]): SubmitSetup => {
  const made = new SubmitSetup()
  made.policy = strictPolicy()
  made.defaults += defaults.join('')
  return made
}

describe("the platform's pod template", () => {
  it('gives driver and executors what Pod Security "restricted" asks for', async () => {
    const made = setup(...RESTRICTED)
    expect(await made.submit()).toMatchObject({ state: 'SUBMITTED' })
    const [pod] = made.cluster.pods
    expect(pod?.spec?.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    expect(pod?.spec?.containers).toMatchObject([
      {
        name: 'spark-kubernetes-driver',
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ])
    const templates = made.cluster.objects('ConfigMap').flatMap((map) => Object.entries((map as ConfigMap).data ?? {}))
    const template = templates.find(([key]) => key === 'podspec-configmap-key')?.[1] ?? '{}'
    expect(JSON.parse(template).spec.containers[0].securityContext.capabilities).toEqual({ drop: ['ALL'] })
  })

  it("is the platform's to choose: a job that names it, or a file, is rejected", async () => {
    for (const value of ['sparkdrop:restricted', 's3a://drop/team-a/pod.yaml', '/etc/pod.yaml']) {
      const conf = { 'spark.kubernetes.driver.podTemplateFile': value }
      expect(await setup().submit(jobRequest({ conf }))).toMatchObject({ state: 'REJECTED' })
    }
  })
})
