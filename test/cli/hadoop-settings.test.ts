import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hadoopSettings } from '../../lib/cli/upload/hadoop-settings.ts'
import { parseHadoopXml } from '../../lib/cli/upload/hadoop-xml.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'

const xml = (...properties: string[]): string =>
  `<?xml version="1.0"?>\n<!-- ours -->\n<configuration>\n${properties.join('\n')}\n</configuration>\n`
const property = (name: string, value: string): string =>
  `<property><name>${name}</name><value>${value}</value></property>`

describe('a configuration file of Hadoop', () => {
  const parse = (text: string) => Object.fromEntries(parseHadoopXml(text, 'core-site.xml'))

  it('has properties, the last one of a name', () => {
    expect(parse(xml(property(' a.b ', ' 1 '), property('c', '2'), property('a.b', '3')))).toEqual({
      'a.b': '3',
      c: '2',
    })
  })

  it('may have them as attributes, finals, descriptions, and what is commented out', () => {
    const text = xml(
      '<property name="a" value="&lt;1&gt;"/>',
      "<property name='b' value='2'></property>",
      '<property>\n  <description>which <b>one</b></description>\n  <name>c</name>\n  <value>3</value>\n  <final>true</final>\n</property>',
      `<!-- ${property('d', '4')} -->`,
      '<property><name>e</name></property>',
    )
    expect(parse(text)).toEqual({ a: '<1>', b: '2', c: '3' })
  })

  it('may be empty', () => {
    expect(parse('<configuration/>')).toEqual({})
    expect(parse(xml())).toEqual({})
  })

  it('gives any value back, escaped or in CDATA', () => {
    const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
    const values = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(values, values, (one, other) => {
        const section = other.replaceAll(']]>', '')
        const text = xml(property('one', escaped(one)), property('other', `<![CDATA[${section}]]>`))
        expect(parse(text)).toEqual({ one, other: section })
      }),
    )
  })

  it.each([
    ['<html></html>', 'it needs a <configuration>'],
    ['', 'it needs a <configuration>'],
    [xml('<xi:include href="other.xml"/>'), 'includes other files'],
  ])('is refused where it is none, or more: %j', (text, problem) => {
    expect(() => parseHadoopXml(text, '/etc/core-site.xml')).toThrow(problem)
    expect(() => parseHadoopXml(text, '/etc/core-site.xml')).toThrow('/etc/core-site.xml')
  })
})

describe('settings of Hadoop', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-hadoop-'))
    for (const name of ['hadoop', 'yarn', 'spark']) await mkdir(join(folder, name))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const coreSite = (name: string, ...properties: string[]) =>
    writeFile(join(folder, name, 'core-site.xml'), xml(...properties))
  const settings = (conf: Record<string, string>, environment: Record<string, string> = {}) =>
    hadoopSettings(SparkConf.of(conf), {
      cwd: folder,
      environment: {
        SPARK_CONF_DIR: join(folder, 'spark'),
        HADOOP_CONF_DIR: join(folder, 'hadoop'),
        YARN_CONF_DIR: join(folder, 'yarn'),
        ...environment,
      },
    })

  it('are those of core-site.xml, of the environment before it, of the conf before both', async () => {
    await coreSite(
      'hadoop',
      property('fs.s3a.endpoint', 'file'),
      property('fs.s3a.access.key', 'file'),
      property('x', 'file'),
    )
    const environment = { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 'env', AWS_ENDPOINT_URL: 'env' }
    const setting = settings({ 'spark.hadoop.fs.s3a.endpoint': 'conf' }, environment)
    expect(['fs.s3a.endpoint', 'fs.s3a.access.key', 'x', 'y'].map(setting)).toEqual(['conf', 'env', 'file', undefined])
  })

  it('do not mix the keys of the conf with a token of the environment', () => {
    const environment = { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 'env', AWS_SESSION_TOKEN: 'env' }
    const setting = settings(
      { 'spark.hadoop.fs.s3a.access.key': 'conf', 'spark.hadoop.fs.s3a.secret.key': 'conf' },
      environment,
    )
    expect(setting('fs.s3a.session.token')).toBeUndefined()
    expect(settings({}, environment)('fs.s3a.session.token')).toBe('env')
  })

  it('come of the first core-site.xml on the class path alone', async () => {
    await coreSite('yarn', property('a', 'yarn'), property('b', 'yarn'))
    expect(settings({})('a')).toBe('yarn')
    await coreSite('hadoop', property('a', 'hadoop'))
    expect(settings({})('a')).toBe('hadoop')
    await coreSite('spark', property('a', 'spark'))
    expect(settings({})('a')).toBe('spark')
    expect(settings({})('b')).toBeUndefined()
  })

  it('may name others and the environment, and are trimmed', async () => {
    await coreSite(
      'hadoop',
      property('host', ' store.example '),
      property('url', 'https://${host}:${env.PORT}/${env.PATH_OF:-x}/${none}'),
      property('loop', '${loop}'),
    )
    const setting = settings({}, { PORT: '9000' })
    expect(setting('host')).toBe('store.example')
    expect(setting('url')?.replaceAll(' ', '')).toBe('https://store.example:9000/x/${none}')
    expect(setting('loop')).toBe('${loop}')
  })
})
