import type { CallNode, Frame, ThreadProfile } from '../model/trace.ts'

/** What a moment of a thread was. */
export type Activity = 'cpu' | 'gc' | 'io' | 'child' | 'idle'

/** Functions of Node and Python that block until another process has ended. */
const childWaits = new Set(['spawnSync', 'waitpid', 'wait4', '_try_wait', 'poll_wait'])
/** Files of Python that wait for nothing but children: that one has begun, has written, has ended. */
const childModules = /\/(?:subprocess|multiprocessing\/popen_\w+)\.py$/
/** Machine code of Node's file system module, as V8 names it, and what calls it. */
const fileCalls =
  /^(?:open|read|readFileUtf8|write|writeBuffer|writeString|writeFileUtf8|fsync|fdatasync|stat|lstat|fstat|statfs|readdir|readlink|realpath|realpathNative|mkdir|mkdtemp|rmdir|rm|rename|unlink|copyFile|symlink|link|access|existsSync|exists|ftruncate|chmod|chown|utimes|close|internalModuleStat|internalModuleReadJSON|writeSync|readSync|openSync|statSync|lstatSync|fsyncSync|readFileSync|writeFileSync|appendFileSync)$/

/** What the thread did while it was in this node: told by the innermost frame. */
function activityOf(node: CallNode, nodes: readonly CallNode[], frames: readonly Frame[]): Activity {
  const frame = frames[node.frame]
  if (frame === undefined) return 'cpu'
  switch (frame.kind) {
    case 'gc':
      return 'gc'
    case 'idle':
      return waitsForChild(node, nodes, frames) ? 'child' : 'idle'
    case 'runtime':
      return runtimeActivity(frame)
    case 'native':
      return nativeActivity(frame, node, { nodes, frames })
    case 'own':
    case 'dependency':
      return 'cpu'
  }
}

function runtimeActivity(frame: Frame): Activity {
  if (frame.name === 'spawnSync' && frame.file.startsWith('node:')) return 'child'
  if (/^node:(?:internal\/)?fs/.test(frame.file) && fileCalls.test(frame.name)) return 'io'
  return 'cpu'
}

interface Tree {
  readonly nodes: readonly CallNode[]
  readonly frames: readonly Frame[]
}

function nativeActivity(frame: Frame, node: CallNode, { nodes, frames }: Tree): Activity {
  if (frame.name === 'wait' || frame.name === 'waitAsync') return 'idle'
  if (frame.name === 'spawn' && waitsForChild(node, nodes, frames)) return 'child'
  if (!fileCalls.test(frame.name)) return 'cpu'
  const caller = frames[nodes[node.parent]?.frame ?? -1]
  return caller !== undefined && /^node:(?:internal\/)?(?:fs|modules)/.test(caller.file) ? 'io' : 'cpu'
}

function waitsForChild(node: CallNode, nodes: readonly CallNode[], frames: readonly Frame[]): boolean {
  for (let at = nodes[node.parent]; at !== undefined; at = nodes[at.parent]) {
    const frame = frames[at.frame]
    if (frame === undefined || frame.kind !== 'runtime') return false
    if (childWaits.has(frame.name) || childModules.test(frame.file)) return true
  }
  return false
}

/** Each node's activity, by the node's number. */
export function activitiesOf(thread: ThreadProfile, frames: readonly Frame[]): readonly Activity[] {
  return thread.nodes.map((node) => activityOf(node, thread.nodes, frames))
}
