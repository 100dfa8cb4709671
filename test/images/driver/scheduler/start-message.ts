import type { StartMessage } from '../../../../images/driver/scheduler/protocol.ts'

/** What a JVM says first, with these differences. */
export const startMessage = (overrides: Partial<StartMessage> = {}): StartMessage => ({
  type: 'start',
  appId: 'spark-1',
  highestId: 0,
  sparkUser: 'spark',
  sparkVersion: '4.1.4',
  executorConfigMap: 'spark-exec-1-conf-map',
  conf: {
    'spark.app.name': 'app',
    'spark.driver.host': 'driver.svc',
    'spark.driver.port': '7078',
    'spark.kubernetes.container.image': 'spark:4',
  },
  secretEnvironment: {},
  connection: { url: 'http://127.0.0.1:1', trustAll: false },
  ...overrides,
})
