import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readSettings } from '../../lib/system/read-settings.ts'

const schema = z.object({ BUS: z.string(), PORT: z.coerce.number().optional(), LEVEL: z.string().default('info') })

describe('the settings in an environment', () => {
  it('are those of the schema, whatever else there is', () => {
    expect(readSettings(schema, { BUS: 'jobs', PORT: '80', HOME: '/' })).toEqual({
      BUS: 'jobs',
      PORT: 80,
      LEVEL: 'info',
    })
  })

  it('count as absent where they are empty', () => {
    expect(readSettings(schema, { BUS: 'jobs', PORT: '', LEVEL: '' })).toEqual({ BUS: 'jobs', LEVEL: 'info' })
    expect(() => readSettings(schema, { BUS: '' })).toThrow(/^the environment is wrong: BUS: /)
  })

  it('are refused with the name of each one that is missing or wrong', () => {
    expect(() => readSettings(schema, { PORT: 'http' })).toThrow(/BUS: .*; PORT: /)
  })
})
