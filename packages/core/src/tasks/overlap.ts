import { escapeGlob, globsOverlap } from './glob-overlap.ts'
import type { Resource } from './types.ts'

/** True when the two name the same thing, or one lies inside the other. What is done to it does not matter here. */
export function resourcesOverlap(left: Resource, right: Resource): boolean {
  if (left.type === 'symbol' && right.type === 'symbol') {
    return left.value === right.value && (left.path === right.path || left.path === '' || right.path === '')
  }
  if (isPathLike(left) && isPathLike(right)) return pathsOverlap(left, right)
  if (left.type !== right.type) return false
  return left.type === 'endpoint' ? endpointsOverlap(left.value, right.value) : left.value === right.value
}

export function isPathLike(resource: Resource): boolean {
  return resource.type === 'glob' || resource.path !== ''
}

/** Every directory above a path, nearest last, without the root. */
export function directoriesAbove(file: string): readonly string[] {
  const parts = file.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

function pathsOverlap(left: Resource, right: Resource): boolean {
  if (left.type !== 'glob' && right.type !== 'glob') {
    return (
      left.path === right.path ||
      (left.type === 'dir' && right.path.startsWith(`${left.path}/`)) ||
      (right.type === 'dir' && left.path.startsWith(`${right.path}/`))
    )
  }
  return patternsOf(left).some((one) => patternsOf(right).some((other) => globsOverlap(one, other)))
}

function patternsOf(resource: Resource): readonly string[] {
  if (resource.type === 'glob') return [resource.value]
  const literal = escapeGlob(resource.path)
  return resource.type === 'dir' ? [literal, `${literal}/**`] : [literal]
}

function endpointsOverlap(left: string, right: string): boolean {
  const [leftMethod = '', leftPath = ''] = splitEndpoint(left)
  const [rightMethod = '', rightPath = ''] = splitEndpoint(right)
  return leftPath === rightPath && (leftMethod === rightMethod || leftMethod === '*' || rightMethod === '*')
}

/** `POST /api/x` as its method and its path. */
export function splitEndpoint(value: string): readonly string[] {
  const space = value.indexOf(' ')
  return [value.slice(0, space), value.slice(space + 1)]
}
