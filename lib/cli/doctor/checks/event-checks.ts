import { type Check, examine } from '../examine.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import type { AlarmState, StackLook, StackResource, StackState } from '../stack-look.ts'

const ofType = ({ resources }: StackState, type: string): readonly StackResource[] =>
  resources.filter((resource) => resource.type === type)

/** CloudFormation calls a rule of a bus of one's own by both; emulators of it do not. */
async function find(look: StackLook, id: string, ownBus: string | undefined) {
  const [first = id, second] = id.split('|')
  const [name, bus] = second === undefined ? [first, undefined] : [second, first]
  const found = await look.rule(name, bus)
  if (found !== undefined || bus !== undefined || ownBus === undefined) return { found, bus }
  return { found: await look.rule(name, ownBus), bus: ownBus }
}

const rule = (look: StackLook, { id, logicalId }: StackResource, ownBus: string | undefined): Check => {
  const name = id.split('|').at(-1) ?? id
  const about = `rule ${name}`
  const see = /EveryMinute/.test(logicalId) ? SEE.reconcile : SEE.rules
  return {
    about,
    look: async () => {
      const { found, bus } = await find(look, id, ownBus)
      if (found === undefined) return failed(about, 'there is none', { advice: 'deploy again', see })
      const where = bus === undefined ? '' : ` --event-bus-name ${bus}`
      if (!found.enabled)
        return failed(about, 'it is disabled', { advice: `aws events enable-rule --name ${name}${where}`, see })
      return found.targets > 0
        ? ok(about, 'enabled')
        : failed(about, 'it has no target: what it matches goes nowhere', { advice: 'deploy again', see })
    },
  }
}

/** The rules that bring events to queues, and reconcile-jobs its minute. */
export async function ruleFindings(look: StackLook, state: StackState): Promise<readonly Finding[]> {
  const rules = ofType(state, 'AWS::Events::Rule')
  const findings = await examine(rules.map((resource) => rule(look, resource, state.outputs.get('EventBusName'))))
  const areWell = findings.length > 0 && findings.every(({ verdict }) => verdict === 'ok')
  return areWell ? [ok('rules', `all ${rules.length} are enabled, and have their targets`)] : findings
}

const runbookOf = ({ description }: AlarmState): string | undefined => /docs\/\S+$/.exec(description)?.[0]

const inAlarm = (alarm: AlarmState): Finding => {
  const see = runbookOf(alarm)
  const says = alarm.description.replace(/ What to do: \S+$/, '')
  return failed(`alarm ${alarm.name}`, `${says} (${alarm.reason})`, see === undefined ? {} : { see })
}

function judged(names: readonly string[], alarms: readonly AlarmState[]): readonly Finding[] {
  const known = new Set(alarms.map(({ name }) => name))
  const gone = names.filter((name) => !known.has(name))
  const silent = alarms.filter(({ acts }) => !acts).map(({ name }) => name)
  const bad = alarms.filter(({ state }) => state === 'ALARM')
  return [
    ...bad.map(inAlarm),
    ...(gone.length === 0
      ? []
      : [warning('alarms', `there are none of these any more: ${gone.join(', ')}`, { advice: 'deploy again' })]),
    ...(silent.length === 0
      ? []
      : [
          warning('alarms', `nobody is told of these: ${silent.join(', ')}`, {
            advice: `aws cloudwatch enable-alarm-actions --alarm-names ${silent.join(' ')}`,
          }),
        ]),
    ...(bad.length + gone.length + silent.length === 0 ? [ok('alarms', `none of ${names.length} goes off`)] : []),
  ]
}

/** The stack's own alarms. */
export const alarmFindings = (look: StackLook, state: StackState): Promise<readonly Finding[]> => {
  const names = ofType(state, 'AWS::CloudWatch::Alarm').map(({ id }) => id)
  const none = warning('alarms', 'the stack has none', {
    advice: 'nobody is told when something goes wrong: leave out "alarms": false',
    see: SEE.context,
  })
  return examine([
    { about: 'alarms', look: async () => (names.length === 0 ? none : judged(names, await look.alarms(names))) },
  ])
}
