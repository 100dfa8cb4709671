import { describe, expect, it } from 'vitest'
import { checkPrerequisites, javaMajor, type Probe } from '../../../local/spark/prerequisites.ts'

/** A machine that answers as told, and has no other tool. */
const machine =
  (overrides: Record<string, string | undefined> = {}): Probe =>
  async (file, args) => {
    const tools: Record<string, string | undefined> = {
      'python3 --version': 'Python 3.11.7\n',
      'python3 -c import venv, ensurepip': '',
      'java -version': 'openjdk version "17.0.15" 2025-04-15\n',
      'javac -version': 'javac 17.0.15\n',
      ...overrides,
    }
    return tools[[file, ...args].join(' ')]
  }

describe('what Spark needs of a machine', () => {
  it('is Python 3.10 with venv and a JDK 17', async () => {
    await expect(checkPrerequisites(machine())).resolves.toBeUndefined()
  })

  it.each([
    ['python3 --version', undefined, 'Python 3.10 or later is needed as python3 on the PATH; there is none'],
    ['python3 --version', 'Python 3.9.2', 'there is Python 3.9.2'],
    ['python3 -c import venv, ensurepip', undefined, "Python's venv module is needed"],
    ['java -version', undefined, 'JDK of version 17 or 21 is needed with java on the PATH; there is none'],
    ['java -version', 'java version "1.8.0_402"', 'there is version 1'],
    ['javac -version', undefined, 'with javac on the PATH; there is none'],
    ['javac -version', 'javac 11.0.2', 'there is version 11'],
  ])('is told where %s gives %j', async (command, answer, message) => {
    await expect(checkPrerequisites(machine({ [command]: answer }))).rejects.toMatchObject({
      code: 'PREREQUISITE_MISSING',
      message: expect.stringContaining(message),
    })
  })

  it.each([
    ['openjdk version "21" 2023-09-19', 21],
    ['Picked up JAVA_TOOL_OPTIONS: -Dx=1\nopenjdk version "17.0.1"', 17],
    ['javac 25', 25],
    ['', 0],
  ])('reads %j as Java %i', (text, major) => {
    expect(javaMajor(text)).toBe(major)
  })
})
