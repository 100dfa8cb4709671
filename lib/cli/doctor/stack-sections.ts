import { SparkdropError } from '../../errors/sparkdrop-error.ts'
import { alarmFindings, ruleFindings } from './checks/event-checks.ts'
import { functionFindings } from './checks/function-checks.ts'
import { queueFindings } from './checks/queue-checks.ts'
import { settingsFindings } from './checks/settings-checks.ts'
import { stackFindings } from './checks/stack-checks.ts'
import { storageFindings } from './checks/storage-checks.ts'
import { whyUnseen } from './examine.ts'
import { failed, type Section } from './finding.ts'
import { SEE } from './see.ts'
import type { Settings } from './settings.ts'
import type { StackLook, StackState } from './stack-look.ts'

export interface ExaminedStack {
  readonly sections: readonly Section[]
  readonly settings: Settings
  /** Absent where the stack itself could not be seen. */
  readonly state?: StackState
}

async function found(name: string, look: StackLook): Promise<StackState | Section> {
  const title = 'Stack'
  try {
    return await look.stack()
  } catch (error) {
    const about = `stack ${name}`
    if (error instanceof SparkdropError && error.code === 'STACK_MISSING')
      return { title, findings: [failed(about, error.message, { see: SEE.command })] }
    return { title, findings: [whyUnseen(about, error)] }
  }
}

/** All that AWS knows of a stack. One that cannot be seen is asked no more. */
export async function examineStack(name: string, look: StackLook, version: string): Promise<ExaminedStack> {
  const state = await found(name, look)
  if ('findings' in state) return { sections: [state], settings: {} }
  const [settings, queues, functions, rules, storage, alarms] = await Promise.all([
    settingsFindings(look, state),
    queueFindings(look, state),
    functionFindings(look, state),
    ruleFindings(look, state),
    storageFindings(look, state),
    alarmFindings(look, state),
  ])
  return {
    state,
    settings: settings.value ?? {},
    sections: [
      { title: 'Stack', findings: stackFindings(name, state, version) },
      { title: 'Settings', findings: settings.findings },
      { title: 'Queues', findings: queues },
      { title: 'Functions', findings: functions },
      { title: 'Rules', findings: rules },
      { title: 'Tables and buckets', findings: storage },
      { title: 'Alarms', findings: alarms },
    ],
  }
}
