import type { MoveRequest } from '../move/request.ts'
import type { RecipeRequest } from '../recipes/request.ts'
import type { ScriptRequest } from '../script/request.ts'

/** How the bytes of a file are text. A mark at its beginning is part of the encoding. */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'latin-1'

export type LineEnd = 'lf' | 'crlf' | 'mixed' | 'none'

export type EditKind =
  | 'move'
  | 'declaration'
  | 'reference'
  | 'import'
  | 're-export'
  | 'code'
  | 'string'
  | 'comment'
  | 'text'

/** One place to change. Offsets are in bytes of the file as it was planned. A move is of the whole file: from the path `old` to `new`. */
export interface PlanEdit {
  /** `e1`, `e2`, … over the whole plan, in the order of paths and places. */
  readonly id: string
  readonly start: number
  readonly end: number
  readonly old: string
  readonly new: string
  readonly kind: EditKind
  /** Of the bytes around the place, to find it again where the file has changed. */
  readonly contextHash: string
  /** The id of its shape, `s1`, `s2`, … */
  readonly shape: string
  /** From 1, in characters. */
  readonly line: number
  readonly column: number
}

export interface PlanFile {
  /** Relative to the root, with `/`. */
  readonly path: string
  /** Permission bits. */
  readonly mode: number
  /** SHA-256 of the content, before and after all edits. */
  readonly before: string
  readonly after: string
  readonly encoding: Encoding
  readonly lineEnd: LineEnd
  /** Where the file goes, with the edits in it. Its first edit is the move. */
  readonly movedTo?: string
  /** The file is made: there is none before, and its one edit is its text. */
  readonly isNew?: true
  readonly edits: readonly PlanEdit[]
}

/** Edits that are alike. */
export interface Shape {
  readonly id: string
  readonly label: string
  readonly kind: EditKind
  readonly edits: number
  readonly files: number
}

/** Places that have the word and are left alone, for one reason. */
export interface Remainder {
  readonly reason: string
  readonly count: number
  /** The first few, `path:line:column`. */
  readonly places: readonly string[]
}

/** A file with matches that is not touched. */
export interface RefusedFile {
  readonly path: string
  readonly reason: string
  readonly matches: number
}

export interface Check {
  readonly name: string
  readonly result: 'ok' | 'warning' | 'failed'
  readonly detail?: string
}

/** What was asked, so that it can be asked again. */
export type PlanRequest = ReplaceRequest | RewriteRequest | RenameRequest | MoveRequest | ScriptRequest | RecipeRequest

export interface ReplaceRequest {
  readonly verb: 'replace'
  readonly options: ReplaceRequestOptions
}

export interface ReplaceRequestOptions {
  readonly old: string
  readonly new: string
  readonly isRegex: boolean
  readonly isWord: boolean
  readonly preservesCase: boolean
  readonly ignoresCase: boolean
  /** Files, directories and globs, relative to the root. */
  readonly paths: readonly string[]
}

export interface RewriteRequest {
  readonly verb: 'rewrite'
  readonly options: RewriteRequestOptions
}

export interface RewriteRequestOptions {
  /** Undefined where there is a rule. */
  readonly pattern: string | undefined
  readonly replacement: string | undefined
  /** A rule of ast-grep's, as JSON. */
  readonly ruleText: string | undefined
  readonly languages: readonly string[]
  readonly addImport: string | undefined
  /** Files, directories and globs, relative to the root. */
  readonly paths: readonly string[]
}

export interface RenameRequest {
  readonly verb: 'rename'
  readonly options: RenameRequestOptions
}

export interface RenameRequestOptions {
  /** `FILE#NAME` or `FILE:LINE:COLUMN`. */
  readonly target: string
  readonly newName: string
  readonly keepsPublic: boolean
  /** In languages without a typed engine: also what only has the same name. */
  readonly takesSameName: boolean
  /** Always empty: a symbol is renamed wherever it is. */
  readonly paths: readonly string[]
}

export interface Plan {
  readonly version: 1
  readonly id: string
  /** SHA-256 of all the rest: a plan that was edited by hand is noticed. */
  readonly digest: string
  readonly tool: string
  readonly engine: string
  /** Absolute. */
  readonly root: string
  readonly head: string | undefined
  /** UTC. */
  readonly createdAt: string
  readonly request: PlanRequest
  readonly filesSearched: number
  readonly files: readonly PlanFile[]
  readonly shapes: readonly Shape[]
  readonly remainder: readonly Remainder[]
  readonly refused: readonly RefusedFile[]
  readonly checks: readonly Check[]
}
