import { sparkdropApp } from './app.ts'
import { ContextError } from './context.ts'

try {
  sparkdropApp().synth()
} catch (error) {
  if (!(error instanceof ContextError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
