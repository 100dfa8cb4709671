import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from '../cli/run-command.ts'
import { compare } from './cases/compare.mjs'
import { caseFile, caseFolder, caseNames, expected, filledIn } from './oracle.ts'
import { type CaseOutcome, runCase } from './run-case.ts'

/** What a person has to find in the message where Spark, too, refuses: the setting or option, and what is wrong with it. */
const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  '002-no-class-local-jar': ['--class'],
  '048-upload-path-missing': ['spark.kubernetes.file.upload.path', 'app.jar'],
  '056-feature-steps-invalid': ['spark.kubernetes.driver.pod.featureSteps', 'com.example.NoSuchStep'],
  '057-error-no-image': ['spark.kubernetes.driver.container.image'],
  '058-error-memory-string': ['spark.driver.memory', '4 gigs'],
  '059-error-volume-type': ['spark.kubernetes.driver.volumes.'],
  '060-error-pod-exists': ['pods "taken" already exists', 'spark.kubernetes.driver.pod.name'],
  '061-error-forbidden-pod': ['pods is forbidden'],
  '062-error-forbidden-service': ['services is forbidden'],
  '063-error-template-missing': ['spark.kubernetes.driver.podTemplateFile', 'none.yaml'],
  '069-kill-no-namespace': ['namespace:etl-1'],
  '121-error-thrift-server': ['Spark Thrift server', 'HiveThriftServer2'],
  '122-error-remote': ['--remote', 'sc://x'],
  '123-error-kill-twice': ['--kill'],
  '124-error-template-yes': ['spark.kubernetes.driver.podTemplateFile', 'spec.hostNetwork', "'yes'"],
  '125-error-template-list': ['spark.kubernetes.driver.podTemplateFile', 'spec.containers[0].args', "'hello'"],
  '126-error-port-with-blanks': ['spark.driver.port', "' 7 '"],
  '127-error-empty-size': ['spark.kubernetes.driver.volumes.emptyDir.e.options.sizeLimit'],
  '128-error-proxy-user-empty': ['--proxy-user'],
}

const all = caseNames().map((name) => ({ ...caseFile(name), name }))

/** Each text with what differs from call to call as a pattern. */
const pattern = (text: string, { apiServer, uploadDir }: CaseOutcome): RegExp => {
  const filled = text.replaceAll('${API_SERVER}', apiServer).replaceAll('${UPLOAD_DIR}', uploadDir)
  const parts = filled.split(/\$\{(?:UID|UUID)[^}]*\}/)
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[0-9a-f-]{36}')}$`)
}

function checkUploads(name: string, outcome: CaseOutcome): void {
  const sent = JSON.stringify(outcome.requests)
  const planned = expected({ name }).uploads ?? []
  expect(outcome.uploads.size).toBe(planned.length)
  for (const { source, destination } of planned) {
    const [uri, bytes] = [...outcome.uploads].find(([one]) => pattern(destination, outcome).test(one)) ?? []
    expect(uri, `no upload to ${destination}`).toBeDefined()
    // The driver is told of that very place; the colon of its scheme is escaped in spark.properties.
    expect(sent).toContain(uri?.slice(uri.indexOf(':') + 1))
    if (source) expect(bytes).toEqual(readFileSync(filledIn(source, caseFolder(name))))
  }
}

describe.concurrent('sparkdrop submit, beside what spark-submit 4.1.4 did', () => {
  let command: BuiltCommand
  beforeAll(async () => {
    command = await BuiltCommand.build()
  })
  afterAll(() => command.remove())

  it.each(all.filter((one) => one.expect === 'ok'))('$name: the objects and uploads agree', async ({ name }) => {
    const outcome = await runCase(command, name)
    expect(outcome.exitCode, outcome.stderr).toBe(0)
    expect(compare(expected({ name }), outcome)).toEqual([])
    checkUploads(name, outcome)
  })

  it.each(all.filter((one) => one.expect === 'error'))('$name: what Spark refuses is refused', async ({ name }) => {
    const outcome = await runCase(command, name)
    expect(outcome.exitCode).toBe(1)
    expect(compare(expected({ name }), outcome)).toEqual([])
    const message = outcome.stderr.split('\n').find((line) => /^sparkdrop: (?!warning)/.test(line))
    for (const part of MESSAGES[name] ?? ['--']) expect(message).toContain(part)
    expect(outcome.uploads.size).toBe(0)
  })

  it.each(all.filter((one) => one.recordReads))('$name: it reads and says the same', async ({ name, expect: end }) => {
    const outcome = await runCase(command, name)
    const { reads = [], output = [] } = expected({ name })
    expect(outcome.reads).toEqual(reads)
    const lines = outcome.stderr.split('\n').filter((line) => end === 'ok' || !line.startsWith('sparkdrop: '))
    expect(lines.length).toBe(output.length)
    for (const [at, line] of output.entries()) expect(lines[at]).toMatch(pattern(line, outcome))
  })

  it('sends the same requests in the same order without the gate', async () => {
    const outcome = await runCase(command, '032-volume-pvc-ondemand', ['--conf', 'sparkdrop.submission.gate=false'])
    const resources = (requests: CaseOutcome['requests']) =>
      requests.map(({ method, path }) => `${method} ${path.split('/').slice(0, 6).join('/')}`)
    expect(resources(outcome.requests)).toEqual(resources(expected({ name: '032-volume-pvc-ondemand' }).requests))
    expect(JSON.stringify(outcome.requests)).not.toContain('schedulingGates')
  })
})
