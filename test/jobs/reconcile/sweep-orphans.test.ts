import { describe, expect, it } from 'vitest'
import { KubernetesError } from '../../../lib/errors/kubernetes-error.ts'
import { type LifeSetup, submitted } from '../life/life-setup.ts'

/** A job whose driver is gone, and the garbage collector never comes. */
const uncollected = async (): Promise<LifeSetup> => {
  const setup = await submitted()
  setup.cluster.collectsGarbage = false
  await setup.kill()
  expect(setup.cluster.pods).toEqual([])
  return setup
}

describe('what a driver that is gone owned', () => {
  it('goes when it is old enough for nobody to collect it any more', async () => {
    const setup = await uncollected()
    await setup.minutes(9)
    expect(setup.cluster.objects()).toHaveLength(2)
    await setup.submitOther()
    await setup.minutes(1)
    expect(setup.cluster.objects().map(({ metadata }) => metadata?.ownerReferences?.[0]?.uid)).toEqual(
      Array(2).fill(setup.cluster.pods[0]?.metadata?.uid),
    )
  })

  it('stays where the driver is there, or where it is not a job of ours', async () => {
    const setup = await submitted()
    const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'team-a', name: 'theirs' } }
    await setup.cluster.createObject(theirs)
    await setup.minutes(20)
    expect(setup.cluster.objects()).toHaveLength(3)
  })

  it('goes though claims are not to be seen', async () => {
    const setup = await uncollected()
    await setup.submitOther()
    const { cluster } = setup
    const listObjectMeta = cluster.listObjectMeta.bind(cluster)
    cluster.listObjectMeta = async (query) => {
      if (query.kind !== 'PersistentVolumeClaim') return listObjectMeta(query)
      throw new KubernetesError({ code: 403, reason: 'Forbidden', message: 'no' }, 'GET')
    }
    await setup.minutes(10)
    expect(cluster.objects()).toHaveLength(2)
  })
})
