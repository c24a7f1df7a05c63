import { count } from '@groundcrew/core/text'
import type { Recovery } from './recover.ts'

export function describeRecovery(recovery: Recovery): string {
  if (recovery.kind === 'nothing to do') return 'nothing to recover'
  const { kind, verb, plan, files } = recovery
  return `the interrupted ${verb} of plan ${plan} (${count(files, 'file')}) was ${kind}`
}
