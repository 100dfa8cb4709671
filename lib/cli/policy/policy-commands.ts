import type { CommandGroup } from '../run-subcommand.ts'
import { checkJob } from './check-job.ts'

/** `sparkdrop policy …` */
export const POLICY_COMMANDS: CommandGroup = {
  name: 'policy',
  summary: 'Looks at policy documents: who may submit what, and where. Needs no AWS and no cluster.',
  commands: {
    check: { summary: 'say whether a policy lets a job run, and if not, all that it refuses', run: checkJob },
  },
}
