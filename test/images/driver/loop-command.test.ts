import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findLoopParts, type LoopParts, loopCommand } from '../../../images/driver/loop-command.ts'

const PARTS: LoopParts = { node: '/o/node', scheduler: '/o/scheduler.mjs', shim: '/o/shim.jar' }
const ALLOCATOR = 'spark.kubernetes.allocation.pods.allocator'

const command = (settings: Record<string, string>, env = {}, parts: LoopParts | undefined = PARTS) =>
  loopCommand(new Map(Object.entries(settings)), env, parts)

const NOTHING = { options: [], environment: {} }

describe('a driver whose image has the loop', () => {
  it('is told the class that speaks with it, and where its parts are', () => {
    expect(command({})).toEqual({
      options: ['--conf', `${ALLOCATOR}=dev.sparkdrop.scheduler.LoopPodsAllocator`],
      environment: {
        SPARK_DIST_CLASSPATH: '/o/shim.jar',
        SPARKDROP_SCHEDULER_NODE: '/o/node',
        SPARKDROP_SCHEDULER_FILE: '/o/scheduler.mjs',
      },
    })
  })

  it('keeps what the image has on its class path, before the shim', () => {
    const { environment } = command({}, { SPARK_DIST_CLASSPATH: '/hadoop/*' })
    expect(environment['SPARK_DIST_CLASSPATH']).toBe('/hadoop/*:/o/shim.jar')
  })

  it.each([
    ['chose an allocator', { [ALLOCATOR]: 'statefulset' }],
    ['chose the allocator that is the default', { [ALLOCATOR]: 'direct' }],
    ['does without the loop', { 'spark.sparkdrop.scheduler.enabled': 'false' }],
    ['does without the loop, by the submitter’s name for it', { 'sparkdrop.scheduler.enabled': 'false' }],
    ['has feature steps of its own', { 'spark.kubernetes.executor.pod.featureSteps': 'com.example.Step' }],
  ])('is left as it is where the job %s', (_, settings) => {
    expect(command(settings)).toEqual(NOTHING)
  })

  it('hands on what the loop is told, under the names that Spark lets through', () => {
    const { options } = command({
      'sparkdrop.scheduler.fallback': 'fail',
      'sparkdrop.scheduler.timeout': '10s',
      'spark.sparkdrop.scheduler.timeout': '20s',
    })
    expect(options.slice(2)).toEqual([
      '--conf',
      'spark.sparkdrop.scheduler.fallback=fail',
      '--conf',
      'spark.sparkdrop.scheduler.timeout=20s',
    ])
  })

  it.each([
    ['fallback', 'none', 'spark or fail'],
    ['enabled', 'yes', 'true or false'],
  ])('is refused where the setting %s is %s', (name, value, allowed) => {
    expect(() => command({ [`spark.sparkdrop.scheduler.${name}`]: value })).toThrow(
      `spark.sparkdrop.scheduler.${name} is '${value}': it has to be ${allowed}`,
    )
  })
})

it('a driver whose image has no loop is left as it is', () => {
  expect(loopCommand(new Map(), {}, undefined)).toEqual(NOTHING)
})

it('the loop’s parts are found where both lie beside the entrypoint', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loop-parts-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'scheduler.mjs'), '')
  expect(await findLoopParts(folder, '/node')).toBeUndefined()
  await writeFile(join(folder, 'shim.jar'), '')
  expect(await findLoopParts(folder, '/node')).toEqual({
    node: '/node',
    scheduler: join(folder, 'scheduler.mjs'),
    shim: join(folder, 'shim.jar'),
  })
})
