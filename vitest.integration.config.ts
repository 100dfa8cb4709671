import { defineConfig } from 'vitest/config'

/** One local stack for all files, so they run one after the other. */
export default defineConfig({
  test: {
    include: ['test/integration/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
})
