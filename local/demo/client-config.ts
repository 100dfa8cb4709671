/** How to reach the emulator: what `Emulator.environment` says. */
export interface EmulatorAccess {
  readonly endpoint: string
  readonly environment: Readonly<Record<string, string>>
}

/** Settings of an AWS client for the emulator, taken from nowhere else. */
export const clientConfig = ({ endpoint, environment }: EmulatorAccess) => ({
  endpoint,
  region: environment.AWS_REGION ?? 'us-east-1',
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? 'test',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? 'test',
  },
})
