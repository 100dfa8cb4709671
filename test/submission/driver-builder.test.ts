import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseProperties } from '../../lib/conf/codecs/properties.ts'
import { ownedBy } from '../../lib/spark-pod/owner-reference.ts'
import { editContainer } from '../../lib/spark-pod/spark-pod.ts'
import { buildDriver, buildSparkObjects } from '../../lib/submission/driver-builder.ts'
import { deriveIdentity } from '../../lib/submission/driver-identity.ts'
import type { DriverStep } from '../../lib/submission/driver-step.ts'
import type { DriverSubmission } from '../../lib/submission/driver-submission.ts'
import {
  built,
  configMapsOf,
  driverContainer,
  driverSubmission,
  resourcesOf,
  serviceOf,
} from '../builders/driver-submission.ts'

describe('a driver', () => {
  it('is the same every time it is built from the same submission', () => {
    expect(buildDriver(driverSubmission())).toEqual(buildDriver(driverSubmission()))
  })

  it('leaves the submission as it was', () => {
    const submission = driverSubmission({ 'spark.jars': 'local:///a.jar' })
    const before = structuredClone({ ...submission, conf: submission.conf.toRecord() })
    buildDriver(submission)
    expect({ ...submission, conf: submission.conf.toRecord() }).toEqual(before)
  })

  it('names its namespace in every object, which Spark leaves to the URL', () => {
    const submission = driverSubmission({ 'spark.kubernetes.namespace': 'team-a' })
    const { pod, resources } = buildDriver(submission)
    expect([pod, ...resources].map(({ metadata }) => metadata?.namespace)).toEqual(['team-a', 'team-a', 'team-a'])
    expect(buildSparkObjects(submission).pod.metadata?.namespace).toBeUndefined()
  })

  it('owns what was made for it', () => {
    const { pod, resources } = built()
    const created = { ...pod, metadata: { ...pod.metadata, uid: 'u-1' } }
    for (const { metadata } of ownedBy(resources, created)) {
      expect(metadata?.ownerReferences).toEqual([
        { apiVersion: 'v1', kind: 'Pod', name: pod.metadata?.name, uid: 'u-1', controller: true },
      ])
    }
    expect(resources[0]?.metadata?.ownerReferences).toBeUndefined()
  })

  it('finds in spark.properties all that its submission set', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019 .:=#!\\"é'), maxLength: 12 })
    fc.assert(
      fc.property(fc.dictionary(word, word, { noNullPrototype: true, maxKeys: 5 }), (settings) => {
        const mine = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`spark.x.${key}`, value]))
        const objects = built(mine)
        const text = configMapsOf(objects).at(-1)?.data?.['spark.properties'] ?? ''
        expect(Object.fromEntries(parseProperties(text))).toMatchObject(mine)
        expect(parseProperties(text)).toEqual(objects.sparkProperties)
      }),
    )
  })

  it("has the submission's identity in its names, whatever the conf says", () => {
    const identity = deriveIdentity('another')
    const objects = built({ 'spark.app.id': 'mine', 'spark.driver.host': 'here' }, { identity })
    expect(objects.pod.metadata?.name).toBe(`pi-${identity.resourceId}-driver`)
    expect(objects.sparkProperties.get('spark.app.id')).toBe(identity.appId)
    expect(objects.sparkProperties.get('spark.driver.host')).toBe(`pi-${identity.resourceId}-driver-svc.default.svc`)
  })

  it('falls back to a short service where its name is too long for one, and says so', () => {
    const objects = built({ 'spark.app.name': 'n'.repeat(40) })
    expect(serviceOf(objects).metadata?.name).toBe(`spark-${deriveIdentity('test').serviceId}-driver-svc`)
    expect(objects.warnings).toEqual([expect.stringContaining('is too long for the name of a service')])
  })

  it('lists the general block manager port in the pod alone', () => {
    const objects = built({ 'spark.blockManager.port': '9999' })
    expect(driverContainer(objects).ports?.[1]?.containerPort).toBe(9999)
    expect(serviceOf(objects).spec?.ports?.[1]?.port).toBe(7079)
  })

  it('never carries a token in its configmap', () => {
    const objects = built({ 'spark.kubernetes.authenticate.submission.oauthToken': 'sesame' })
    expect(JSON.stringify(configMapsOf(objects))).not.toContain('sesame')
  })

  it('carries credentials of the submitting side in a secret', () => {
    const contents = new Map([['/ca.crt', Buffer.from('CA')]])
    const objects = built({ 'spark.kubernetes.authenticate.driver.caCertFile': '/ca.crt' }, { files: { contents } })
    expect(resourcesOf(objects, 'Secret')).toMatchObject([{ data: { 'ca-cert': 'Q0E=' }, immutable: true }])
  })

  it('reads names of the first Spark on Kubernetes, and warns of settings that nobody knows', () => {
    const objects = built({ 'spark.kubernetes.driver.labels': 'a=b', 'spark.kubernetes.namespce': 'x' })
    expect(objects.pod.metadata?.labels).toMatchObject({ a: 'b' })
    expect(objects.warnings).toEqual([
      expect.stringContaining('spark.kubernetes.driver.labels is deprecated'),
      expect.stringContaining('did you mean spark.kubernetes.namespace?'),
    ])
  })

  it('names its application after the class, or the file, where it has no name', () => {
    const { mainClass: _, ...submission } = driverSubmission()
    const unnamed = { ...submission, conf: submission.conf.remove('spark.app.name') }
    const nameOf = (driver: DriverSubmission) => buildDriver(driver).sparkProperties.get('spark.app.name')
    expect(nameOf({ ...unnamed, mainClass: 'com.example.Main' })).toBe('com.example.Main')
    expect(nameOf({ ...unnamed, main: { kind: 'python', uri: 'local:///opt/etl.py' } })).toBe('etl.py')
  })
})

describe('what a driver cannot be made of', () => {
  it.each([
    [
      { 'spark.kubernetes.container.image': '${spark.none}', 'spark.driver.memory': '4 gigs' },
      'INVALID_PROPERTY',
      'spark.driver.memory',
    ],
    [{ 'spark.kubernetes.driver.label.spark-role': 'x' }, 'RESERVED_LABEL', 'reserved for Spark bookkeeping'],
    [{ 'spark.driver.bindAddress': '::' }, 'INVALID_PROPERTY', 'is not supported in Kubernetes mode'],
    [{ 'spark.kubernetes.driver.secretKeyRef.A': 'secret' }, 'INVALID_PROPERTY', 'must be in the form name:key'],
    [{ 'spark.kubernetes.driver.pod.featureSteps': 'a.B' }, 'FEATURE_STEP_UNSUPPORTED', 'a pod template'],
    [{ 'spark.kubernetes.driver.pod.featureSteps': './a.mjs' }, 'FEATURE_STEP_UNSUPPORTED', 'sparkdrop submit'],
    [{ 'spark.kubernetes.kerberos.tokenSecret.name': 'a' }, 'KERBEROS_INCOMPLETE', 'tokenSecret.itemKey'],
    [{ 'spark.kubernetes.kerberos.krb5.path': '/krb5.conf' }, 'CLIENT_FILE_MISSING', '/krb5.conf does not exist'],
    [{ 'spark.kubernetes.driver.podTemplateFile': '/t.yaml' }, 'POD_TEMPLATE_MISSING', '/t.yaml, which cannot be read'],
    [{ 'spark.kubernetes.executor.volumes.cephfs.x.mount.path': '/a' }, 'INVALID_PROPERTY', 'cephfs'],
    [{ 'spark.jars': '/home/me/dep.jar' }, 'UPLOAD_PATH_MISSING', 'spark.kubernetes.file.upload.path'],
    [
      { 'spark.jars': '/home/me/dep.jar', 'spark.kubernetes.file.upload.path': 's3a://b' },
      'NOT_STAGED',
      '/home/me/dep.jar',
    ],
    [
      {
        'spark.kubernetes.driver.pod.excludedFeatureSteps':
          'org.apache.spark.deploy.k8s.features.BasicDriverFeatureStep',
      },
      'POD_WITHOUT_NAME',
      'excludedFeatureSteps',
    ],
  ] as [Record<string, string>, string, string][])('%j is refused as %s', (settings, code, message) => {
    expect(() => built(settings)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
  })

  it('has no image', () => {
    const { conf } = driverSubmission()
    expect(() => built({}, { conf: conf.remove('spark.kubernetes.container.image') })).toThrow(
      'Must specify the driver container image',
    )
  })

  it('lets a step of the user, from a module, change the pod after those of Spark', () => {
    const submission = driverSubmission()
    const conf = submission.conf.set('spark.kubernetes.driver.pod.featureSteps', './steps/hold.mjs')
    const hold: DriverStep = () => ({
      configurePod: (pod) => editContainer(pod, { image: `${pod.container.image}-held` }),
      systemProperties: { 'spark.held': 'true' },
    })
    const objects = buildSparkObjects({ ...submission, conf }, new Map([['./steps/hold.mjs', hold]]))
    expect(objects.pod.spec?.containers[0]?.image).toMatch(/-held$/)
    expect(objects.sparkProperties.get('spark.held')).toBe('true')
  })

  it('skips a feature step of the user that is excluded', () => {
    const settings = {
      'spark.kubernetes.driver.pod.featureSteps': 'a.B',
      'spark.kubernetes.driver.pod.excludedFeatureSteps': 'a.B',
    }
    expect(() => built(settings)).not.toThrow()
  })
})
