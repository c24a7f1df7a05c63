import { createHash } from 'node:crypto'
import type { Step } from '../read-document.ts'

/** Tells whether a step is still the one that ran: its script, how it runs, and what it has to give. */
export function digestOfStep({ language, script, exit, cwd, output }: Step): string {
  return createHash('sha256')
    .update(JSON.stringify([language, script, exit, cwd, output]))
    .digest('hex')
    .slice(0, DIGEST_DIGITS)
}

const DIGEST_DIGITS = 16
