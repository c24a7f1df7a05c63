import { readlinkSync } from 'node:fs'
import path from 'node:path'

export function isNode(pid: number): boolean {
  try {
    return /^node(?:js)?(?: \(deleted\))?$/.test(path.basename(readlinkSync(`/proc/${pid}/exe`)))
  } catch {
    return false
  }
}
