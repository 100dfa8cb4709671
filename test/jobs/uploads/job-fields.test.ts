import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeFields, parseJobFields } from '../../../lib/jobs/uploads/job-fields.ts'
import { metadataFields } from '../../../lib/jobs/uploads/object-metadata.ts'

describe('a text that describes a job', () => {
  it('gives its arguments and conf as they are written, down to the last digit and zero', () => {
    const text = [
      'args: [10, 0.60, true, "a b"]',
      'conf: {spark.memory.fraction: 0.60, spark.x: 12345678901234567890}',
      'labels: {cost-centre: 0815}',
      'priority: 5',
    ].join('\n')
    expect(parseJobFields(text, 'job.yaml')).toEqual({
      args: ['10', '0.60', 'true', 'a b'],
      conf: { 'spark.memory.fraction': '0.60', 'spark.x': '12345678901234567890' },
      labels: { 'cost-centre': '0815' },
      priority: 5,
    })
  })

  it('may be JSON, with numbers and flags in the conf', () => {
    const text = '{"conf": {"spark.executor.cores": 2, "spark.speculation": true}, "suspend": true}'
    expect(parseJobFields(text, 'job.json')).toEqual({
      conf: { 'spark.executor.cores': '2', 'spark.speculation': 'true' },
      suspend: true,
    })
  })

  it('may be empty', () => {
    expect(parseJobFields('', 'pi.jar.yaml')).toEqual({})
    expect(parseJobFields('# nothing yet\n', 'pi.jar.yaml')).toEqual({})
  })

  it.each([
    ['a: [1', 'job.yaml', 'job.yaml is no YAML: '],
    ['a: 1\na: 2', 'job.yaml', 'job.yaml is no YAML: Map keys must be unique'],
    ['{"a": }', 'job.json', 'job.json is no JSON: '],
    ['- a', 'job.yaml', 'job.yaml says no fields'],
    ['hello', 'job.yaml', 'job.yaml says no fields'],
    ['"hello"', 'job.json', 'job.json says no fields'],
  ])('%j in %s is refused', (text, key, message) => {
    expect(() => parseJobFields(text, key)).toThrow(message)
  })

  it('in JSON gives every text of the conf as it was', () => {
    const conf = fc.dictionary(fc.stringMatching(/^spark\.[a-z.]{1,20}$/), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(conf, (written) => {
        expect(parseJobFields(JSON.stringify({ conf: written }), 'job.json').conf).toEqual({ ...written })
      }),
    )
  })
})

describe('fields that are said twice', () => {
  it('are taken from the nearer, objects part by part', () => {
    const nearer = { name: 'near', conf: { 'spark.a': '1' }, args: ['x'] }
    const farther = { name: 'far', class: 'C', conf: { 'spark.a': '0', 'spark.b': '2' }, args: ['y', 'z'] }
    expect(mergeFields(nearer, farther)).toEqual({
      name: 'near',
      class: 'C',
      conf: { 'spark.a': '1', 'spark.b': '2' },
      args: ['x'],
    })
  })
})

describe('the metadata of an object', () => {
  it('says any field of a job under its name in lower case with hyphens', () => {
    expect(
      metadataFields({
        'spark-class': 'com.example.Main',
        'spark-args': 'a  b',
        'spark-conf': '{"spark.memory.fraction": 0.60}',
        'spark-restart-policy': '{"type": "OnFailure", "runFailures": 2}',
        'spark-priority': '5',
        'spark-concurrency-key': '0815',
        'uploaded-by': 'somebody',
      }),
    ).toEqual({
      class: 'com.example.Main',
      args: ['a', 'b'],
      conf: { 'spark.memory.fraction': '0.60' },
      restartPolicy: { type: 'OnFailure', runFailures: 2 },
      priority: 5,
      concurrencyKey: '0815',
    })
  })

  it('that is no JSON where JSON is due is refused, naming the key', () => {
    expect(() => metadataFields({ 'spark-timeouts': 'runSeconds=5' })).toThrow(
      'the object metadata "spark-timeouts" is no JSON: runSeconds=5',
    )
  })
})
