import type { CheckState, Finding } from './report.ts'

type Details = Partial<Omit<Finding, 'state' | 'message'>>

/** The check found what is asked. */
export function ok(message: string, details: Details = {}): Finding {
  return build('ok', message, details)
}

/** There is nothing to compare; the message says why. */
export function skip(message: string, details: Details = {}): Finding {
  return build('skip', message, details)
}

/** The check could not be carried out. */
export function unknown(message: string, details: Details = {}): Finding {
  return build('unknown', message, details)
}

/** A fault of the machine or the checkout, unless `isEnvironment` says otherwise. */
export function warn(message: string, details: Details = {}): Finding {
  return build('warn', message, { isEnvironment: true, ...details })
}

/** A fault of the machine or the checkout, unless `isEnvironment` says otherwise. */
export function fail(message: string, details: Details = {}): Finding {
  return build('fail', message, { isEnvironment: true, ...details })
}

function build(state: CheckState, message: string, details: Details): Finding {
  return { state, message, evidence: [], isEnvironment: false, blocks: [], ...details }
}
