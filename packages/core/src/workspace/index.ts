export { readWorkspace } from './read-workspace.ts'
export type * from './types.ts'
