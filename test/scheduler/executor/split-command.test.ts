import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitCommand } from '../../../lib/scheduler/executor/split-command.ts'

describe('a command line in one text', () => {
  it.each([
    ['', []],
    [' \t\n ', []],
    ['-Da=1  -Db=2', ['-Da=1', '-Db=2']],
    ['-Db="x y"', ['-Db=x y']],
    [`-Dc='a "b" \\n'`, ['-Dc=a "b" \\n']],
    ['"a\\"b\\\\c" d', ['a"b\\c', 'd']],
    ['back\\slash', ['back\\slash']],
    ['"" \'\'', ['', '']],
    ['"never ends', ['never ends']],
    ["it's never ends", ['its never ends']],
    ['"ends in \\', ['ends in ']],
  ] as [string, string[]][])('%j is split as a shell would: %j', (text, expected) => {
    expect(splitCommand(text)).toEqual(expected)
  })

  it('comes apart into what was quoted into it', () => {
    const quoted = (argument: string): string => `"${argument.replace(/["\\]/g, '\\$&')}"`
    fc.assert(
      fc.property(fc.array(fc.string()), (args) => {
        expect(splitCommand(args.map(quoted).join(' '))).toEqual(args)
      }),
    )
  })
})
