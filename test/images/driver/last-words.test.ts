import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutToBytes, lastWords, Tail } from '../../../images/driver/last-words.ts'
import { decisiveError } from '../../../lib/jobs/classify/failure-text.ts'

const JVM_LOG = `26/01/01 00:00:00 INFO SparkContext: Running Spark version 4.1.4
26/01/01 00:00:01 WARN DependencyUtils: Local jar /opt/app.jar does not exist, skipping.
Exception in thread "main" org.apache.spark.SparkException: it broke
	at org.apache.spark.Some.where(Some.scala:1)
Caused by: java.io.IOException: the root of it
	at java.base/java.io.Other.place(Other.java:2)
26/01/01 00:00:02 INFO ShutdownHookManager: Shutdown hook called
`

describe('the last words of a driver', () => {
  it('are the error that ended it with its root, and what spark-submit left out', () => {
    expect(lastWords(JVM_LOG)).toBe(
      'Exception in thread "main" org.apache.spark.SparkException: it broke\n' +
        'Caused by: java.io.IOException: the root of it\n' +
        '26/01/01 00:00:01 WARN DependencyUtils: Local jar /opt/app.jar does not exist, skipping.',
    )
  })

  it('are those of the shim where no scheduler loop could be kept running', () => {
    const gaveUp = 'Error: the scheduler loop had to give up: it ended with exit code 1 (5 times in a row)'
    expect(lastWords(`Error: Cannot find module\n${gaveUp}\n${JVM_LOG.replace(/^.*skipping.$/m, '')}`)).toBe(gaveUp)
    expect(decisiveError(gaveUp)).toBe(gaveUp)
  })

  it('are the last lines where there is no error', () => {
    expect(lastWords('one\ntwo\n')).toBe('one\ntwo')
  })

  it('have at most 4096 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
        expect(Buffer.byteLength(lastWords(`Error: ${text.repeat(3)}`))).toBeLessThanOrEqual(4096)
      }),
      { numRuns: 30 },
    )
  })
})

describe('cutting text to bytes', () => {
  it('never cuts a character in two', () => {
    expect(cutToBytes('aé€😀', 3)).toBe('aé')
    expect(cutToBytes('aé€😀', 5)).toBe('aé')
    expect(cutToBytes('aé€😀', 9)).toBe('aé€')
    expect(cutToBytes('aé€😀', 10)).toBe('aé€😀')
  })
})

describe('a tail', () => {
  it('is the end of all that was added', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 50 }), (chunks, limit) => {
        const tail = new Tail(limit)
        for (const chunk of chunks) tail.add(Buffer.from(chunk))
        expect(tail.text).toBe(Buffer.from(chunks.join('')).subarray(-limit).toString('utf8'))
      }),
    )
  })
})
