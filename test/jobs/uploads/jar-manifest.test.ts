import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseManifest } from '../../../lib/jobs/uploads/jar-manifest.ts'

const fold = (line: string): string => line.match(/.{1,70}/gs)?.join('\r\n ') ?? ''

describe('a jar manifest', () => {
  it('gives its main attributes whatever the case of their names', () => {
    expect(parseManifest('Manifest-Version: 1.0\r\nMAIN-CLASS: com.example.Main\r\n\r\n').get('main-class')).toBe(
      'com.example.Main',
    )
  })

  it('ends its main section at the first empty line', () => {
    const manifest = parseManifest('Manifest-Version: 1.0\n\nName: com/example/\nMain-Class: com.example.Other\n')
    expect(manifest.has('main-class')).toBe(false)
  })

  it('joins lines that were folded at any length', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.$_]{0,300}$/)
    fc.assert(
      fc.property(name, (main) => {
        const text = `Manifest-Version: 1.0\r\n${fold(`Main-Class: ${main}`)}\r\n`
        expect(parseManifest(text).get('main-class')).toBe(main)
      }),
    )
  })
})
