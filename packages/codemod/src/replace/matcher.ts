import { usageError } from '@groundcrew/core/cli'
import type { ReplaceRequestOptions } from '../plan/types.ts'
import { caseVariants } from './case-variants.ts'
import { parseTemplate, type TemplatePart } from './template.ts'

/** What is looked for and what comes in its place, in a form that crosses to a worker thread. */
export interface Matcher {
  readonly source: string
  readonly flags: string
  readonly isWord: boolean
  /** The new text by what was matched, where the match decides it alone. */
  readonly byMatch: Readonly<Record<string, string>> | undefined
  readonly template: readonly TemplatePart[]
  /** One of these is in every match; none: nothing can be told before. */
  readonly needles: readonly string[]
}

export interface Match {
  readonly start: number
  readonly end: number
  readonly new: string
  /** The match with what was captured written as `$1`. */
  readonly shape: string
}

/** @throws a usage error for a regular expression or a template that is none. */
export function makeMatcher(options: ReplaceRequestOptions): Matcher {
  const { old, new: fresh, isRegex, isWord, preservesCase, ignoresCase } = options
  if (old === '') throw usageError('the text to replace is empty', 'codemod replace OLD NEW')
  const flags = `gm${ignoresCase ? 'i' : ''}`
  if (isRegex) {
    if (preservesCase) throw usageError('--preserve-case goes with a literal text, not with --regex')
    const regex = compile(old, flags)
    const groups = countGroups(regex)
    const template = parseTemplate(fresh, groups)
    return { source: old, flags: regex.flags, isWord, byMatch: undefined, template, needles: [] }
  }
  const template: readonly TemplatePart[] = [{ kind: 'text', text: fresh }]
  if (!preservesCase) {
    const needles = ignoresCase ? [] : [old]
    return { source: literal(old), flags: `${flags}u`, isWord, byMatch: undefined, template, needles }
  }
  if (ignoresCase) throw usageError('--preserve-case already finds every case: leave out --ignore-case')
  const variants = caseVariants(old, fresh)
  const olds = Object.keys(variants).sort((left, right) => right.length - left.length)
  return { source: olds.map(literal).join('|'), flags: `${flags}u`, isWord, byMatch: variants, template, needles: olds }
}

/** A line end in the old text stands for those of the file. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll(/\r?\n/g, String.raw`\r?\n`)
}

/** Whole characters where the expression allows it; older spellings such as `\-` are understood all the same. */
function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    try {
      return new RegExp(source, flags)
    } catch (error) {
      const reason = (error as Error).message.replace(/^Invalid regular expression: /, '')
      throw usageError(
        `not a regular expression: ${reason}`,
        'leave out --regex to look for the characters as they are',
      )
    }
  }
}

interface Groups {
  readonly count: number
  readonly names: readonly string[]
}

function countGroups(regex: RegExp): Groups {
  const match = new RegExp(`${regex.source}|`, regex.flags).exec('')
  return { count: (match?.length ?? 1) - 1, names: Object.keys(match?.groups ?? {}) }
}

/** All matches in a text, in order. */
export function findMatches(matcher: Matcher, text: string): readonly Match[] {
  const regex = new RegExp(matcher.source, matcher.flags)
  const found: Match[] = []
  for (const match of text.matchAll(regex)) {
    const [old] = match
    const start = match.index
    const end = start + old.length
    if (matcher.isWord && !isWholeWord(text, start, end)) continue
    const fresh = matcher.byMatch?.[old] ?? expand(matcher.template, match)
    found.push({ start, end, new: fresh, shape: shapeOf(match) })
  }
  return found
}

function expand(template: readonly TemplatePart[], match: RegExpExecArray): string {
  return template
    .map((part) => {
      if (part.kind === 'text') return part.text
      return (part.kind === 'group' ? match[part.number] : match.groups?.[part.name]) ?? ''
    })
    .join('')
}

/** `get$1` for a match of `get(\w+)`. Each capture is looked for behind the one before. */
function shapeOf(match: RegExpExecArray): string {
  const [whole] = match
  let shape = ''
  let done = 0
  for (const [index, capture] of match.entries()) {
    if (index === 0 || capture === undefined || capture === '') continue
    const at = whole.indexOf(capture, done)
    if (at === -1) continue
    shape += `${whole.slice(done, at)}$${index}`
    done = at + capture.length
  }
  return shape + whole.slice(done)
}

const wordBefore = /[\p{L}\p{N}_$]$/u
const wordAfter = /^[\p{L}\p{N}_$]/u

export function isWholeWord(text: string, start: number, end: number): boolean {
  return !wordBefore.test(text.slice(Math.max(0, start - 2), start)) && !wordAfter.test(text.slice(end, end + 2))
}
