export { resolveCommands } from './commands/resolve-commands.ts'
export { readTestInvocations, type TestInvocation } from './commands/test-invocation.ts'
export { readWorkspace } from './read-workspace.ts'
export type * from './types.ts'
