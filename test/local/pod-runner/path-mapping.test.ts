import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathMapper } from '../../../local/pod-runner/path-mapping.ts'

const map = pathMapper({
  '/opt/spark': '/home/me/pyspark',
  '/opt/spark/conf': '/work/conf',
  '/var/data/': '/work/data',
})

describe('rewriting container paths', () => {
  it.each([
    ['/opt/spark', '/home/me/pyspark'],
    ['/opt/spark/jars/*', '/home/me/pyspark/jars/*'],
    ['/opt/spark/conf/spark.properties', '/work/conf/spark.properties'],
    ['local:///opt/spark/app.jar', 'local:///home/me/pyspark/app.jar'],
    ['file:/opt/spark/app.jar', 'file:/home/me/pyspark/app.jar'],
    ['-Dx=/opt/spark/a -Dy=/var/data', '-Dx=/home/me/pyspark/a -Dy=/work/data'],
    ['/opt/spark/conf:/opt/spark/jars/*', '/work/conf:/home/me/pyspark/jars/*'],
    ['cat "/opt/spark/a">/var/data/b', 'cat "/home/me/pyspark/a">/work/data/b'],
    [
      'spark.jars=local\\:///opt/spark/a.jar,local\\:///var/data/b.jar#c',
      'spark.jars=local\\:///home/me/pyspark/a.jar,local\\:///work/data/b.jar#c',
    ],
    ['first\n/opt/spark\nlast', 'first\n/home/me/pyspark\nlast'],
  ])('turns %j into %j', (text, expected) => {
    expect(map(text)).toBe(expected)
  })

  it.each([
    '/opt/spark2',
    '/opt/spark.jar',
    's3a://bucket/opt/spark/a',
    '/home/opt/spark',
    'opt/spark',
    'https://host/var/data',
  ])('leaves %j alone', (text) => {
    expect(map(text)).toBe(text)
  })

  it('does not look again at what it has rewritten', () => {
    expect(pathMapper({ '/tmp': '/tmp/pods/1', '/tmp/pods': '/elsewhere' })('/tmp/x:/tmp/pods/x')).toBe(
      '/tmp/pods/1/x:/elsewhere/x',
    )
  })

  it('changes nothing but whole leading parts of paths', () => {
    const segment = fc.stringMatching(/^[a-z]{1,4}$/)
    fc.assert(
      fc.property(segment, segment, fc.array(segment), (root, other, rest) => {
        const mapped = pathMapper({ [`/${root}`]: '/host' })([`/${other}`, ...rest].join('/'))
        expect(mapped).toBe([other === root ? '/host' : `/${other}`, ...rest].join('/'))
      }),
    )
  })

  it('without paths gives the text back', () => {
    fc.assert(fc.property(fc.string(), (text) => pathMapper({})(text) === text))
  })
})
