import { describe, expect, it } from 'vitest'
import { stagedPlace } from '../../lib/files/staged-place.ts'

describe('the place of a staged file', () => {
  it.each([
    ['s3a://b/up', 's3a://b/up/spark-upload-id/a.jar'],
    ['s3a://b/up/', 's3a://b/up//spark-upload-id/a.jar'],
  ])('below %s is what Spark calls it', (uploadPath, place) => {
    expect(stagedPlace(uploadPath, 'id', 'a.jar')).toBe(place)
  })
})
