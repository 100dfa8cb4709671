import type { ImageFolder } from '../../../local/pod-runner/image.ts'

/** An image that brings nothing but what this machine has. */
export const bareImage = (overrides: Partial<ImageFolder> = {}): ImageFolder => ({
  root: {},
  entrypoint: ['/bin/sh'],
  env: {},
  workingDir: '/work',
  ...overrides,
})
