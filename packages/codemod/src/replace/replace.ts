import { findCandidates, type Candidate, type Untouchable } from '../plan/candidates.ts'
import { applyTextEdits, makePlan, type EditedFile, type TextEdit } from '../plan/make-plan.ts'
import type { PlanDraft } from '../plan/plan-store.ts'
import type { Place } from '../plan/place.ts'
import { byteOffsets, encodeText, withLineEnd, lineEndOf } from '../plan/text-file.ts'
import type { Check, EditKind, RefusedFile, ReplaceRequest } from '../plan/types.ts'
import { checkSyntax } from './check-syntax.ts'
import { findMatches, makeMatcher, type Match, type Matcher } from './matcher.ts'
import { MatchWorker } from './match-worker.ts'
import { containsIgnoringCase, findRemainder, remainderWord } from './remainder.ts'

export interface ReplaceContext {
  readonly place: Place
  /** The script of the thread in which an expression is tried. */
  readonly workerScript: string
  readonly createdAt: string
}

type Finder = (file: string, text: string) => Promise<readonly Match[]>

/** Plans the replacement of a text or of what an expression matches. */
export async function planReplace(context: ReplaceContext, { options, verb }: ReplaceRequest): Promise<PlanDraft> {
  const matcher = makeMatcher(options)
  const worker = options.isRegex ? new MatchWorker(matcher, context.workerScript) : undefined
  try {
    const find: Finder = async (file, text) => worker?.find(file, text) ?? findMatches(matcher, text)
    return await plan(context, { options, verb }, { matcher, find })
  } finally {
    await worker?.end()
  }
}

async function plan(
  { place, createdAt }: ReplaceContext,
  request: ReplaceRequest,
  { matcher, find }: { readonly matcher: Matcher; readonly find: Finder },
): Promise<PlanDraft> {
  const { options } = request
  const mayMatch = needleFilter(matcher.needles)
  const word = remainderWord(options)
  const mayRemain = word === undefined ? mayMatch : containsIgnoringCase(word)
  const { files, untouchable, filesSearched, others } = await findCandidates(place, {
    paths: options.paths,
    mayMatch: (bytes) => mayMatch(bytes) || mayRemain(bytes),
    othersMayMatch: word === undefined ? undefined : mayRemain,
  })
  const edited: EditedFile[] = []
  for (const file of files) {
    const matches = await find(file.path, file.decoded.text)
    if (matches.length > 0) edited.push({ file, edits: describeMatches(file, matches) })
  }
  const refused = await refuseFiles(untouchable, find)
  const syntax = await checkSyntax(edited)
  const checks = [...(syntax === undefined ? [] : [syntax]), await checkAgain(edited, find)]
  const remainder = await findRemainder({ options, files: [...files, ...others], edited })
  const engine = options.isRegex ? 'regular expression' : 'literal text'
  return makePlan(place, edited, { engine, createdAt, request, filesSearched, remainder, refused, checks })
}

/** Whether one of the needles is in the bytes of a file, in any of the encodings. */
function needleFilter(needles: readonly string[]): (bytes: Buffer) => boolean {
  const first = needles.map((needle) => needle.split(/\r?\n/, 1)[0] ?? '')
  if (first.length === 0 || first.includes('')) return () => true
  const encodings = ['utf-8', 'latin-1', 'utf-16le', 'utf-16be'] as const
  const byteNeedles = first.flatMap((needle) => encodings.flatMap((encoding) => encodeText(needle, encoding) ?? []))
  return (bytes) => byteNeedles.some((needle) => bytes.includes(needle))
}

function describeMatches({ decoded, facts }: Candidate, matches: readonly Match[]): readonly TextEdit[] {
  const offsetOf = byteOffsets(decoded)
  const isBytes = decoded.encoding === 'utf-8' || decoded.encoding === 'utf-8-bom' || decoded.encoding === 'latin-1'
  return matches.map((match) => {
    const kind = isBytes ? facts.kindAt(offsetOf(match.start)) : 'text'
    return { start: match.start, end: match.end, new: match.new, kind, shape: shapeLabel(decoded.text, match, kind) }
  })
}

const labelLengthMax = 60

/** `.warn(` for a call of a member, and `warn` in `warning`, where the match is part of a longer word. */
function shapeLabel(text: string, { start, end, shape }: Match, kind: EditKind): string {
  const before = /[\p{L}\p{N}_$]*$/u.exec(text.slice(Math.max(0, start - labelLengthMax), start))?.[0] ?? ''
  const after = /^[\p{L}\p{N}_$]*/u.exec(text.slice(end, end + labelLengthMax))?.[0] ?? ''
  const label = shape.slice(0, labelLengthMax)
  if (start < end && (before !== '' || after !== ''))
    return `\`${label}\` in \`${before}${text.slice(start, end)}${after}\``
  if (kind !== 'code' || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(shape)) return `\`${label}\``
  return `\`${text[start - 1] === '.' ? '.' : ''}${label}${text[end] === '(' ? '(' : ''}\``
}

async function refuseFiles(untouchable: readonly Untouchable[], find: Finder): Promise<readonly RefusedFile[]> {
  const refused: RefusedFile[] = []
  for (const { path, reason, text } of untouchable) {
    const matches = text === '' ? 0 : (await find(path, text)).length
    if (matches > 0 || reason === 'ignored by git' || reason === 'in node_modules')
      refused.push({ path, reason, matches })
  }
  return refused
}

/** Whether a second run would find its own work again. */
async function checkAgain(edited: readonly EditedFile[], find: Finder): Promise<Check> {
  let again = 0
  for (const { file, edits } of edited) {
    const lineEnd = lineEndOf(file.decoded.text)
    const after = applyTextEdits(
      file.decoded.text,
      edits.map((edit) => ({ ...edit, new: withLineEnd(edit.new, lineEnd) })),
    )
    again += (await find(file.path, after)).filter((match) => after.slice(match.start, match.end) !== match.new).length
  }
  if (again === 0) return { name: 'idempotent', result: 'ok' }
  return { name: 'idempotent', result: 'warning', detail: `a second run would make ${again} more edits: apply it once` }
}
