export { identifyActor, type ActorOptions } from './actor.ts'
export { openConnection, type Connection, type DatabaseSchema } from './connection.ts'
export { STATUS_COLORS } from './draw/colors.ts'
export { drawGraph, GRAPH_STYLES } from './draw/draw-graph.ts'
export { renderMermaid } from './draw/render-mermaid.ts'
export { EVENT_TYPES } from './apply-event.ts'
export {
  openFailureMemory,
  taskUidOf,
  type FailureMemory,
  type GroupSighting,
  type RememberedGroup,
  type RunFacts,
} from './failure-memory.ts'
export { escapeGlob, globsOverlap } from './glob-overlap.ts'
export type { DoctorCheck, DoctorResult } from './doctor.ts'
export type { AnyEvent, EventBodies, EventType } from './event-types.ts'
export type { ImportResult } from './exchange.ts'
export type { FollowOptions } from './follow.ts'
export { openExistingTasks, openTasks, type OpenOptions } from './open-tasks.ts'
export type { Told } from './impact.ts'
export type { AffectedOverlap, AffectedTask } from './questions/affected.ts'
export type { GraphEdge, GraphNode, TaskGraph } from './questions/graph.ts'
export type { GuardFinding, GuardResult } from './questions/guard.ts'
export type { InboxNotice } from './questions/inbox.ts'
export type { QuestionName, QuestionRequest, QuestionResult } from './questions/index.ts'
export type { Counts, ListResult } from './questions/list.ts'
export type { PrimeResult } from './questions/prime.ts'
export type { ReadyResult, ReadyTask } from './questions/ready.ts'
export { formatResource, parseResource, repositoryPath, type PathContext } from './resource.ts'
export type { BatchEntry, RunOptions, TaskStore } from './store.ts'
export type { TaskReference } from './queries.ts'
export { hasTasks, tasksFile } from './tasks-file.ts'
export type * from './types.ts'
export { VERB_NAMES, type VerbName, type VerbRequest, type VerbResult } from './verbs/index.ts'
