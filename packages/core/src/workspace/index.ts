export { resolveCommands } from './commands/resolve-commands.ts'
export { narrowTests } from './commands/narrow-tests.ts'
export { readWorkspace } from './read-workspace.ts'
export type * from './types.ts'
