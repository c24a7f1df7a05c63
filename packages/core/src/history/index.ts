export { openHistory, type History } from './history.ts'
export type * from './types.ts'
