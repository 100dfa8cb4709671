import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Dropped } from '../../local/demo/drop-file.ts'
import { zip } from '../builders/zip.ts'
import { DropBucketClient } from './drop-bucket.ts'
import { DropJobs } from './drop-jobs.ts'
import { Subscription } from './subscription.ts'

const MAIN = `
import sys
from pyspark.sql import SparkSession
from pkg import double
spark = SparkSession.builder.getOrCreate()
total = spark.sparkContext.parallelize(range(10), 2).map(double).sum()
print("doubled:", total, sys.argv[1:])
spark.stop()
`
const APPLICATION = zip({ '__main__.py': MAIN, 'pkg/__init__.py': 'def double(x):\n    return 2 * x\n' })

let jobs: DropJobs
let bucket: DropBucketClient
let subscription: Subscription

beforeAll(async () => {
  jobs = await DropJobs.start()
  bucket = new DropBucketClient(jobs.stack)
  subscription = await Subscription.open(jobs.stack)
})

afterAll(async () => {
  subscription?.close()
  bucket?.close()
  await jobs?.stop()
})

/** The receipt once it is the last that there will be. */
const lastReceipt = (dropped: Dropped, state: string) =>
  vi.waitFor(
    async () => {
      const receipt = await bucket.receipt(dropped)
      expect(receipt?.state).toBe(state)
      return receipt
    },
    { timeout: 20_000, interval: 100 },
  )

describe('an upload', () => {
  it('of a zip with __main__.py, in parts and under an odd key, runs, with its modules on the executors', async () => {
    await bucket.put('demo/größe 1+1/my app.zip.yaml', 'args: [one, "two words", 0.10]\n')
    const dropped = await bucket.putInParts('demo/größe 1+1/my app.zip', APPLICATION)
    expect(dropped.etag).toContain('-')
    const job = await jobs.ended(dropped)
    expect(job).toMatchObject({ state: 'SUCCEEDED', executors: { started: 2 } })
    expect(await jobs.output(job)).toContain("doubled: 90 ['one', 'two words', '0.10']")
    const receipt = await lastReceipt(dropped, 'SUCCEEDED')
    expect(receipt).toMatchObject({
      jobId: job.jobId,
      driver: { pod: job.driver?.name },
      logs: { command: `kubectl --namespace demo logs ${job.driver?.name}` },
    })
    expect(receipt?.history.map(({ state }) => state)).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING', 'SUCCEEDED'])
  })

  it('of a job file runs what it names, and the states that it asks for are told on the topic', async () => {
    const library = await bucket.put('demo/_lib/pi.jar', await readFile(jobs.exampleJar))
    const text = 'main: {file: _lib/pi.jar}\nnotifications: {states: [RUNNING, SUCCEEDED]}\n'
    const dropped = await bucket.put('demo/nightly.yaml', text)
    const job = await jobs.ended(dropped)
    expect(job).toMatchObject({ state: 'SUCCEEDED', request: { main: { class: expect.any(String) } } })
    expect(await jobs.output(job)).toContain('Pi is roughly 3.1')
    const told: unknown[] = []
    await vi.waitFor(
      async () => {
        told.push(...(await subscription.events()).map(({ detail }) => detail))
        expect(told).toHaveLength(2)
      },
      { timeout: 20_000, interval: 200 },
    )
    for (const state of ['RUNNING', 'SUCCEEDED']) {
      expect(told).toContainEqual(expect.objectContaining({ jobId: job.jobId, state, notify: true }))
    }
    expect(await jobs.table.madeOf(library)).toEqual([])
  })

  it('that can be no job is told so beside it, and receipts make no jobs themselves', async () => {
    const dropped = await bucket.put('demo/notes.txt', 'notes')
    const receipt = await lastReceipt(dropped, 'REJECTED')
    expect(receipt).toMatchObject({
      reason: 'CONFIG',
      message: expect.stringContaining('"notes.txt" is nothing that can be run'),
    })
    await bucket.put('demo/pi.jar.sparkdrop.json', JSON.stringify(receipt))
    await vi.waitFor(async () => expect(Object.values(await jobs.messages()).every((n) => n === 0)).toBe(true), {
      timeout: 30_000,
      interval: 250,
    })
    expect(await bucket.receipt({ key: 'demo/pi.jar.sparkdrop.json', etag: '' })).toBeUndefined()
  })

  it('that S3 tells of in its own form, several in a message, is as good as one on the bus', async () => {
    const keys = ['demo/a b+c.txt', 'demo/ü.txt']
    const Records = keys.map((key) => ({
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: bucket.bucket },
        object: { key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'), eTag: 'told' },
      },
    }))
    await jobs.deliver(jobs.stack.outputs.UploadsQueueUrl, { Records })
    for (const key of keys) {
      const receipt = await lastReceipt({ key, etag: 'told' }, 'REJECTED')
      expect(receipt?.upload).toMatchObject({ key, etag: 'told' })
    }
  })
})
