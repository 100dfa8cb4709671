import { describe, expect, it } from 'vitest'
import { parseS3Path } from '../../lib/staging/s3-uri.ts'

describe('the object that Hadoop means by a URI', () => {
  it.each([
    ['s3a://b/up/a.jar', 'up/a.jar'],
    ['s3a://b/up//a.jar', 'up/a.jar'],
    ['s3a://b//a.jar', 'a.jar'],
    ['s3a://b///up///a.jar', 'up/a.jar'],
  ])('%s has the key %s', (uri, key) => {
    expect(parseS3Path(uri)).toEqual({ bucket: 'b', key })
  })
})
