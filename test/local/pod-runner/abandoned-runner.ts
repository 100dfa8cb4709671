import { startPodRunner } from '../../../local/pod-runner/pod-runner.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { bareImage } from './bare-image.ts'

/** A runner in a process of its own, for tests that end it without a word. Arguments: API server, folder. */
const [url = '', folder = ''] = process.argv.slice(2)
await startPodRunner({
  apiServer: { url },
  images: { shell: bareImage() },
  logsDir: `${folder}/logs`,
  workDir: `${folder}/work`,
  nodeName: 'abandoned',
  log: silentLog,
})
process.stdout.write('ready\n')
