import { posix } from 'node:path'
import { C, T, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { textAt } from '../graph/token-text.ts'
import { isValueEnd } from './python-around.ts'
import { isLineEnd } from './python-body.ts'
import { isDocumentation, writtenText } from './python-written-texts.ts'
import { startsStatement } from './python-values.ts'
import { isChangedLine } from './side.ts'
import { calleeAround } from './receivers.ts'
import { closingOf } from './token-groups.ts'

/** A text on a changed line which something else has to know. */
export interface ExpectedText {
  readonly text: string
  readonly line: number
  /** `read`: a key that is looked up, or what something is compared with. `written`: a key that is handed in. `part`: of a message. `listed`: one of several, or the value of a name. */
  readonly how: 'read' | 'written' | 'given' | 'part' | 'listed'
}

export function isTestFile(path: string): boolean {
  return /^(?:test_\w+|\w+_test|tests)\.py$/.test(posix.basename(path))
}

/** The texts that the changed lines of a file of Python expect of others, or give to them. */
export function readExpectedTexts(open: OpenFile, file: FileChange): readonly ExpectedText[] {
  const { tokens } = open.extraction
  const isTest = isTestFile(file.path) || posix.basename(file.path) === 'conftest.py'
  const found: ExpectedText[] = []
  for (let at = 0; at < tokens.count; at++) {
    const line = tokens.line[at] as number
    if (tokens.kind[at] !== T.string || !isChangedLine(file, line) || isDocumentation(open, at)) continue
    const text = writtenText(open, at)
    if (text === undefined || text.length < 2) continue
    found.push(...waysOf(open, at, isTest).flatMap((how) => toExpected({ text, line, how })))
  }
  return found
}

function toExpected(one: ExpectedText): readonly ExpectedText[] {
  if (one.how !== 'part') return [one]
  const text = longestPlain(one.text)
  return text.length < partMin ? [] : [{ ...one, text }]
}

/** Shorter ones are parts of anything. */
const partMin = 6

/** Of a pattern the longest part that is a plain text. */
function longestPlain(pattern: string): string {
  const parts = pattern.replaceAll(/^\^|\$$/g, '').split(/\.[*+]\??|\\[dwsSDW][*+]?|[()[\]|]/)
  const plain = parts.map((part) => part.replaceAll(/\\(.)/g, '$1'))
  return plain.reduce((best, part) => (part.length > best.length ? part : best), '')
}

function waysOf(open: OpenFile, at: number, isTest: boolean): readonly ExpectedText['how'][] {
  const { kind } = open.extraction.tokens
  const [previous, next] = [textAt(open, at - 1), textAt(open, at + 1)]
  if (kind[at - 1] === C.openBracket && kind[at + 1] === C.closeBracket && isValueEnd(open, at - 2))
    return [textAt(open, at + 2) === '=' ? 'written' : 'read']
  const isCompared =
    /^[=!]=$/.test(previous) ||
    /^[=!]=$/.test(next) ||
    next === 'in' ||
    (next === 'not' && textAt(open, at + 2) === 'in')
  if (isCompared) return isTest ? ['read', 'part'] : ['read']
  if (kind[at + 1] === C.colon && isInDictionary(open, at)) return [isTest && isAsserted(open, at) ? 'read' : 'written']
  return asArgument(open, at, isTest)
}

function asArgument(open: OpenFile, at: number, isTest: boolean): readonly ExpectedText['how'][] {
  const { kind } = open.extraction.tokens
  if (textAt(open, at - 2) === 'match' && kind[at - 1] === C.equals) return ['part']
  const callee = calleeAround(open, at)
  const name = callee === undefined ? '' : textAt(open, callee)
  const isAlone = isWholeArgument(open, at)
  const isOthers = !OF_ITS_OWN.test(name)
  if (isAlone && /^(?:get|pop|setdefault|itemgetter)$/.test(name) && kind[at - 1] === C.open) return ['read']
  if (isTest && (ASSERTING.test(name) || isAsserted(open, at))) return ['read', 'part']
  if (isAlone && callee !== undefined && isOthers) return ['given']
  return isOthers && isListed(open, at) ? ['listed'] : []
}

function isWholeArgument(open: OpenFile, at: number): boolean {
  return /^[(,]$/.test(textAt(open, at - 1)) && /^[),]$/.test(textAt(open, at + 1))
}

/** Whether a text is one of several, or the value of a name. */
function isListed(open: OpenFile, at: number): boolean {
  const isEnd = isLineEnd(open, at + 1) || /^[\])},]$/.test(textAt(open, at + 1))
  return isEnd && /^[[({,=]$/.test(textAt(open, at - 1))
}

const ASSERTING = /^assert(?:In|NotIn|Equal|Regex|RaisesRegex|ShownIn)$|^(?:startswith|endswith)$/

/** What a text is handed to that nobody else reads. */
const OF_ITS_OWN =
  /^(?:print|parametrize|mark|skip|xfail|debug|info|warning|error|exception|log|fail|join|split|replace|strip|format|open|Path|join|append|[A-Z]\w*(?:Error|Exception|Warning))$/

/** Whether the innermost bracket around is one of braces. */
function isInDictionary(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  for (let brace = at - 1; brace >= 0 && brace > at - tokensMax; brace--) {
    if (kind[brace] === C.openBrace && closingOf(open, brace) > at) return true
    if ((kind[brace] === C.open || kind[brace] === C.openBracket) && closingOf(open, brace) > at) return false
  }
  return false
}

/** Whether the statement around asserts something. */
function isAsserted(open: OpenFile, at: number): boolean {
  for (let start = at; start >= 0 && start > at - tokensMax; start--)
    if (startsStatement(open, start) && /^(?:assert|self)$/.test(textAt(open, start))) {
      return textAt(open, start) === 'assert' || textAt(open, start + 2).startsWith('assert')
    } else if (/^(?:def|class|return|with|for|if)$/.test(textAt(open, start))) return false
  return false
}

const tokensMax = 400
