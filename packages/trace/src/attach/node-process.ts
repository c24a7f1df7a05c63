import { executableName } from '../run/proc.ts'

export function isNode(pid: number): boolean {
  return /^node(?:js)?$/.test(executableName(pid) ?? '')
}
