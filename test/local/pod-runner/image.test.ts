import { describe, expect, it } from 'vitest'
import { canonicalImage, findImage, isImageReference } from '../../../local/pod-runner/image.ts'
import { bareImage } from './bare-image.ts'

describe('image names', () => {
  it.each([
    ['spark', 'docker.io/library/spark:latest'],
    ['spark:4', 'docker.io/library/spark:4'],
    ['apache/spark:4', 'docker.io/apache/spark:4'],
    ['localhost:5000/spark', 'localhost:5000/spark:latest'],
    ['registry.invalid/none:1', 'registry.invalid/none:1'],
  ])('%s is %s in full', (image, full) => {
    expect(canonicalImage(image)).toBe(full)
  })

  it('are found however they are written', () => {
    const image = bareImage()
    expect(findImage({ 'spark:4': image }, 'docker.io/library/spark:4')).toBe(image)
    expect(findImage({ 'spark:4': image }, 'spark:5')).toBeUndefined()
  })

  it.each(['Not A Name', 'UPPER/case', '', 'a//b', 'spark:'])('%j is no reference', (image) => {
    expect(isImageReference(image)).toBe(false)
  })
})
