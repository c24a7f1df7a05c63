export { extractFailures, listFailures } from './extract-failures.ts'
export { maskSecrets } from './mask-secrets.ts'
export { formatLocation, renderCauses, type RenderOptions } from './render-causes.ts'
export type { Cause, CauseKind, FailureContext, FailureReport, Location, TestCounts } from './types.ts'
