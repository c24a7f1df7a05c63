import path from 'node:path'
import { realpathSync, statSync, type Stats } from 'node:fs'
import { usageError } from '../cli/index.ts'
import { isGlob } from './glob-overlap.ts'
import type { Resource, ResourceKind, ResourceType } from './types.ts'

const RESOURCE_KINDS: readonly ResourceKind[] = ['touch', 'adds', 'modifies', 'removes', 'depends']
const TYPED: readonly ResourceType[] = ['file', 'glob', 'dir', 'symbol', 'endpoint', 'env', 'table', 'feature']
const SPELLING = "write KIND:VALUE, such as 'modifies:file:src/x.ts' or 'adds:endpoint:POST /api/x', in quotes"
const VALUE_CHARS_MAX = 1000

/** Where relative paths start and what they are made relative to. */
export interface PathContext {
  readonly cwd: string
  /** Top of the worktree; without one, paths are relative to `cwd`. */
  readonly root?: string
  /** Tops of the other worktrees of the clone: a path inside one means the same file in ours. */
  readonly otherRoots?: readonly string[]
}

/**
 * Reads `KIND:VALUE` or `KIND:TYPE:VALUE` into normalized resources: one, or two for a rename written `file:OLD => NEW`, which
 * removes one file and adds another. Throws a usage error that names the value.
 */
export function parseResource(text: string, context: PathContext): readonly Resource[] {
  const { kind, type, value } = splitResource(text)
  const [, from, to] = /^(.+?)\s+=>\s+(.+)$/s.exec(value) ?? []
  if (from !== undefined && to !== undefined && (type === undefined || type === 'file')) {
    return [
      { kind: 'removes', ...pathValue('file', from, context) },
      { kind: 'adds', ...pathValue('file', to, context) },
    ]
  }
  return [{ kind, ...normalizeValue(type ?? guessType(value, context), value, context) }]
}

interface SplitResource {
  readonly kind: ResourceKind
  readonly type: ResourceType | undefined
  readonly value: string
}

function splitResource(text: string): SplitResource {
  const [, kindText = '', rest = ''] = /^([^:]*):(.*)$/s.exec(text) ?? []
  const kind = RESOURCE_KINDS.find((known) => known === kindText.trim().toLowerCase())
  if (kind === undefined) throw badResource(text, `kinds are ${RESOURCE_KINDS.join(', ')}`)
  const [, typeText, typedValue = ''] = /^\s*(\w+)\s*:(.*)$/s.exec(rest) ?? []
  const type = TYPED.find((known) => known === typeText?.toLowerCase())
  const value = (type === undefined ? rest : typedValue).trim().normalize('NFC')
  if (value === '') throw badResource(text, 'the value is empty')
  if (value.includes('\0')) throw badResource(text, 'the value has a NUL character')
  if (value.length > VALUE_CHARS_MAX) throw badResource(text.slice(0, 60), `longer than ${VALUE_CHARS_MAX} characters`)
  return { kind, type, value }
}

/** `KIND:TYPE:VALUE`, which `parseResource` reads back at the root of the repository. */
export function formatResource(resource: Resource): string {
  const { kind, type, value } = resource
  if (type === 'word') return `${kind}:${value}`
  if (type === 'symbol') return `${kind}:symbol:${resource.path === '' ? value : `${resource.path}#${value}`}`
  return `${kind}:${type}:${value}`
}

/** Whether a value from the outside is a resource that is normalized already. */
export function isResource(input: unknown): input is Resource {
  if (typeof input !== 'object' || input === null) return false
  const { kind, type, value, path: place } = input as Partial<Record<keyof Resource, unknown>>
  const isKnown = RESOURCE_KINDS.some((known) => known === kind) && [...TYPED, 'word'].some((known) => known === type)
  return isKnown && typeof value === 'string' && typeof place === 'string'
}

type Value = Omit<Resource, 'kind'>

function normalizeValue(type: ResourceType, value: string, context: PathContext): Value {
  switch (type) {
    case 'file':
    case 'dir':
    case 'glob':
      return pathValue(type, value, context)
    case 'symbol':
      return symbolValue(value, context)
    case 'endpoint':
      if (METHODS.includes(value.toUpperCase())) throw badResource(`endpoint:${value}`, 'a method without a path')
      return { type, value: normalizeEndpoint(value), path: '' }
    case 'env':
      return { type, value: value.replace(/^\$\{?/, '').replace(/\}$/, ''), path: '' }
    case 'table':
      return { type, value: value.replaceAll(/["'`[\]]/g, '').toLowerCase(), path: '' }
    case 'feature':
    case 'word':
      return { type, value: value.replaceAll(/\s+/g, ' ').toLowerCase(), path: '' }
  }
}

/** A pattern of paths, as reservations and guards take it: a file, a directory with all below, or a glob. */
export function parsePattern(text: string, context: PathContext): { type: 'file' | 'glob' | 'dir'; pattern: string } {
  const type = guessPathType(text, context)
  return { type, pattern: pathValue(type, text, context).value }
}

/** A path made relative to the repository root, with `/` and in NFC. Throws a usage error for one outside of it. */
export function repositoryPath(text: string, context: PathContext): string {
  const inside = pathInside(text, context)
  if (inside !== undefined) return inside
  throw usageError(`${text}: outside the repository`, `name a path under ${context.root ?? context.cwd}`)
}

/** The same; undefined for a path outside of the repository. */
export function pathInside(text: string, context: PathContext): string | undefined {
  const root = context.root ?? context.cwd
  const absolute = path.resolve(context.cwd, text)
  const inside = relativeInside(root, absolute) ?? insideOtherRoot(absolute, context) ?? insideReal(root, absolute)
  return inside?.normalize('NFC')
}

function relativeInside(root: string, absolute: string): string | undefined {
  const relative = path.relative(root, absolute).split(path.sep).join('/')
  return relative === '..' || relative.startsWith('../') || path.isAbsolute(relative) ? undefined : relative
}

function insideOtherRoot(absolute: string, context: PathContext): string | undefined {
  for (const root of context.otherRoots ?? []) {
    const relative = relativeInside(root, absolute)
    if (relative !== undefined) return relative
  }
  return undefined
}

/** The same after links are followed: `/tmp` and `/private/tmp` are one place. */
function insideReal(root: string, absolute: string): string | undefined {
  const real = realPathOf(absolute)
  return real === undefined ? undefined : relativeInside(realPathOf(root) ?? root, real)
}

function realPathOf(file: string): string | undefined {
  for (let existing = file; ; existing = path.dirname(existing)) {
    try {
      return path.join(realpathSync(existing), path.relative(existing, file))
    } catch {
      // Not there yet: its directory may be.
      if (existing === path.dirname(existing)) return undefined
    }
  }
}

function pathValue(type: 'file' | 'glob' | 'dir', value: string, context: PathContext): Value {
  if (type === 'glob') {
    const pattern = repositoryPath(value, context)
    return { type, value: pattern, path: '' }
  }
  const normalized = repositoryPath(value.replace(/[/\\]+$/, '') || '/', context)
  if (normalized === '') return { type: 'glob', value: '**', path: '' }
  return { type, value: normalized, path: normalized }
}

function symbolValue(value: string, context: PathContext): Value {
  const at = value.lastIndexOf('#')
  if (at <= 0) return { type: 'symbol', value: value.replace(/^#/, '').trim(), path: '' }
  return { type: 'symbol', value: value.slice(at + 1).trim(), path: repositoryPath(value.slice(0, at).trim(), context) }
}

/** Those of RFC 9110 and 5789, and of the draft for QUERY; `*` stands for each. */
export const METHODS = ['*', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'QUERY']

/** `post  /api/users/:id/?x=1` and `POST /api/users/{user}` are one endpoint; without a method it stands for all of them. */
function normalizeEndpoint(value: string): string {
  const [, method, url = ''] = /^(?:([A-Za-z]+|\*)\s+)?(.*)$/s.exec(value) ?? []
  const withoutQuery = url.trim().replace(/[?#].*$/s, '')
  const segments = withoutQuery.split('/').filter((segment) => segment !== '')
  const names = segments.map((segment) => (/^(:.+|\{.+\}|<.+>|\[.+\])$/.test(segment) ? '{}' : segment))
  const isPath = withoutQuery.startsWith('/') || segments.length > 1
  return `${method?.toUpperCase() ?? '*'} ${isPath ? '/' : ''}${names.join('/')}`
}

function guessType(value: string, context: PathContext): ResourceType {
  const looksLikePath = /[/\\]/.test(value) ? !/\s/.test(value) : /^[^\s:]+\.[A-Za-z]\w{0,5}$/.test(value)
  if (looksLikePath || isDirectory(value, context)) return guessPathType(value, context)
  return /^[*\w.[\]{},?-]*\*[*\w.[\]{},?-]*$/.test(value) ? 'glob' : 'word'
}

function guessPathType(value: string, context: PathContext): 'file' | 'glob' | 'dir' {
  if (/[/\\]$/.test(value) || isDirectory(value, context)) return 'dir'
  return isGlob(value) && !exists(value, context) ? 'glob' : 'file'
}

function isDirectory(value: string, context: PathContext): boolean {
  return statOf(value, context)?.isDirectory() ?? false
}

function exists(value: string, context: PathContext): boolean {
  return statOf(value, context) !== undefined
}

function statOf(value: string, context: PathContext): Stats | undefined {
  try {
    return statSync(path.resolve(context.cwd, value), { throwIfNoEntry: false })
  } catch {
    // Too long, or a NUL inside: no file can be named so.
    return undefined
  }
}

function badResource(text: string, why: string): Error {
  return usageError(`resource ${JSON.stringify(text)}: ${why}`, SPELLING)
}
