/** What wakes us when a schedule is due. */
export interface Alarm {
  readonly name: string
  /** As EventBridge Scheduler writes it. */
  readonly expression: string
  readonly timezone: string
  /** Instants, in milliseconds since the epoch. */
  readonly start?: number
  readonly end?: number
  readonly enabled: boolean
  /** How long a delivery that fails is tried again, in seconds: 60 to 86,400. */
  readonly maximumAgeSeconds: number
  /** The message that it sends. */
  readonly input: string
  readonly description: string
}

/** EventBridge Scheduler, as far as schedules of jobs need it. Throws `TransientError` where it does not answer. */
export interface Schedules {
  /** Makes it as told, whether it is there or not. Throws InvalidJobError BAD_SCHEDULE where it is refused for good. */
  put(alarm: Alarm): Promise<void>
  /** Without effect where there is none of this name. */
  remove(name: string): Promise<void>
  get(name: string): Promise<Alarm | undefined>
}
