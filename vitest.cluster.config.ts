import { defineConfig } from 'vitest/config'

/** Two at a time: each test has a namespace of its own, and a driver with its executor keeps a processor busy. */
const together = {
  name: 'jobs',
  include: ['test/cluster/**/*.test.ts'],
  exclude: ['test/cluster/alone/**'],
  maxWorkers: 3,
  sequence: { groupOrder: 0 },
}

/** What disturbs every job of the cluster runs when no other does. */
const alone = {
  name: 'alone',
  include: ['test/cluster/alone/**/*.test.ts'],
  maxWorkers: 1,
  fileParallelism: false,
  sequence: { groupOrder: 1 },
}

const patience = { testTimeout: 240_000, hookTimeout: 300_000 }

/** On the cluster that KUBECONFIG names: see docs/cluster.md. */
export default defineConfig({
  test: { projects: [{ test: { ...patience, ...together } }, { test: { ...patience, ...alone } }] },
})
