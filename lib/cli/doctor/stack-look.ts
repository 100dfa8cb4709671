export interface StackResource {
  readonly logicalId: string
  /** A name, an ARN, a URL or an id, as the kind of resource has it. */
  readonly id: string
  /** As CloudFormation calls it: `AWS::SQS::Queue`. */
  readonly type: string
}

export interface StackState {
  /** As CloudFormation calls it: `UPDATE_COMPLETE`. */
  readonly status: string
  readonly outputs: ReadonlyMap<string, string>
  readonly resources: readonly StackResource[]
}

export interface QueueState {
  readonly waiting: number
  readonly inFlight: number
}

export interface TableState {
  readonly status: string
  /** Whether items go by themselves when their time is over. */
  readonly expires: boolean
}

export interface RuleState {
  readonly enabled: boolean
  readonly targets: number
}

export interface AlarmState {
  readonly name: string
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  /** Why it is as it is, in the words of CloudWatch. */
  readonly reason: string
  readonly description: string
  /** Whether anybody is told. */
  readonly acts: boolean
}

export interface FunctionState {
  readonly state: string
  /** What became of the last change of it. */
  readonly lastUpdate: string
  readonly reason?: string
  readonly environment: Readonly<Record<string, string>>
}

export interface EventSourceState {
  /** The name of the function that it feeds. */
  readonly feeds: string
  readonly state: string
  readonly lastResult?: string
}

export interface BucketState {
  readonly versioned: boolean
  readonly tellsEventBridge: boolean
}

/**
 * A deployed stack, looked at with the rights of whoever asks. Every method throws `NotPermittedError` where these do not
 * reach, and `TransientError` where AWS does not answer.
 */
export interface StackLook {
  /** Throws InvalidJobError STACK_MISSING where there is no such stack. */
  stack(): Promise<StackState>
  queue(url: string): Promise<QueueState | undefined>
  /** The age of each queue's oldest message in seconds, by the queue's name; without those that nothing is known of. */
  oldestMessages(names: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Undefined where there is none of this name. */
  parameter(name: string): Promise<string | undefined>
  table(name: string): Promise<TableState | undefined>
  rule(name: string, bus: string | undefined): Promise<RuleState | undefined>
  /** Those of the names that there are. */
  alarms(names: readonly string[]): Promise<readonly AlarmState[]>
  lambda(name: string): Promise<FunctionState | undefined>
  eventSource(id: string): Promise<EventSourceState | undefined>
  bucket(name: string): Promise<BucketState | undefined>
}
