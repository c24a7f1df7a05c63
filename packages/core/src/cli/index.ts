export { note, readStdin, type Environment, type Io } from './io.ts'
export { main } from './main.ts'
export { createProgress, type Progress } from './progress.ts'
export type { Style } from './style.ts'
export {
  command,
  defineTool,
  streamCommand,
  type ArgumentSpec,
  type CommandInput,
  type FlagSpec,
  type Tool,
} from './table.ts'
export { ToolError, usageError, type ErrorDetails, type ExitCode, type ToolErrorOptions } from './tool-error.ts'
export { version } from './version.ts'
