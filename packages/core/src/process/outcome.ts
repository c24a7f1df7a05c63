import { formatDuration } from '../text/index.ts'

/** How a command ended. Everything that can happen to a command is a value here; running one never throws for it. */
export type Outcome =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly timeoutMs: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'not-found'; readonly program: string }
  | { readonly kind: 'not-executable'; readonly program: string; readonly reason: string }
  | { readonly kind: 'bad-directory'; readonly directory: string; readonly reason: string }

/** How a captured command ended: the same, and the one more way that comes from holding its output in memory. */
export type CaptureOutcome = Outcome | { readonly kind: 'output-limit'; readonly limitBytes: number }

/** True for `exit 0` and nothing else. */
export function isSuccess(outcome: CaptureOutcome): boolean {
  return outcome.kind === 'exited' && outcome.code === 0
}

/** A few words for a report: `exit 1`, `killed by SIGSEGV`, `timed out after 30s`. */
export function describeOutcome(outcome: CaptureOutcome): string {
  switch (outcome.kind) {
    case 'exited':
      return `exit ${outcome.code}`
    case 'signaled':
      return `killed by ${outcome.signal}`
    case 'timed-out':
      return `timed out after ${formatDuration(outcome.timeoutMs)}`
    case 'aborted':
      return 'stopped'
    case 'not-found':
      return `not found: ${outcome.program}`
    case 'not-executable':
      return `cannot run ${outcome.program}: ${outcome.reason}`
    case 'bad-directory':
      return `cannot run in ${outcome.directory}: ${outcome.reason}`
    case 'output-limit':
      return `stopped: more than ${outcome.limitBytes} bytes of output`
  }
}
