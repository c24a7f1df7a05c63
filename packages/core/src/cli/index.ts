export { ToolError, usageError, type ExitCode, type ToolErrorOptions } from './tool-error.ts'
