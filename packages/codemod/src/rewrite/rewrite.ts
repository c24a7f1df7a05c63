import { readFileSync } from 'node:fs'
import type { NapiConfig } from '@ast-grep/napi'
import { usageError } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { findCandidates } from '../plan/candidates.ts'
import { applyTextEdits, makePlan, type EditedFile, type TextEdit } from '../plan/make-plan.ts'
import type { PlanDraft } from '../plan/plan-store.ts'
import type { Place } from '../plan/place.ts'
import type { Check, RefusedFile, RewriteRequest, RewriteRequestOptions } from '../plan/types.ts'
import { findWords } from '../review/find-words.ts'
import { addImport, parseImport } from './add-import.ts'
import { literalsOf, parseReplacement } from './replacement.ts'
import { rewriteText, type RewriteRule } from './rewrite-text.ts'
import { languageNamed, languageOfFile, scriptLanguages, Syntax, type SyntaxLanguage } from './syntax.ts'
import { mayHaveText } from '../plan/text-file.ts'

const engine = 'ast-grep 0.51'

interface Rules {
  readonly byLanguage: ReadonlyMap<SyntaxLanguage, RewriteRule>
  /** Names that every file with a match has. */
  readonly literals: readonly string[]
}

/** Plans the rewriting of what a pattern of code matches. */
export async function planRewrite(
  { place, createdAt }: { readonly place: Place; readonly createdAt: string },
  request: RewriteRequest,
): Promise<PlanDraft> {
  const { options } = request
  const scripts = await Syntax.load()
  const syntax = await scripts.with(place.root, wantedLanguages(options))
  const rules = makeRules(syntax, options)
  const wanted = options.addImport === undefined ? undefined : parseImport(options.addImport)
  const [word] = rules.literals
  const hasWord = (bytes: Buffer): boolean => word === undefined || mayHaveText(bytes, word)
  const found = await findCandidates(place, {
    paths: options.paths,
    mayMatch: hasWord,
    othersMayMatch: word === undefined ? undefined : hasWord,
  })
  const { untouchable, filesSearched } = found
  const files = found.files.filter(({ bytes }) => rules.literals.every((literal) => mayHaveText(bytes, literal)))
  const edited: EditedFile[] = []
  const refused: RefusedFile[] = []
  let [parenthesized, again, parsed] = [0, 0, 0]
  for (const file of files) {
    const rule = ruleFor(rules, file.path)
    const { text } = file.decoded
    const result = rule === undefined ? undefined : rewriteText(syntax, rule, text)
    if (rule === undefined || result === undefined) continue
    if (result.kind === 'refused') {
      refused.push({ path: file.path, reason: result.reason, matches: result.matches })
      continue
    }
    const edits = result.rewrites.map((rewrite): TextEdit => {
      const shape = `\`${(options.pattern ?? 'rule').replaceAll(/\s+/g, ' ')}\`${rewrite.shape === '' ? '' : ` ${rewrite.shape}`}`
      const nested = rewrite.matches > 1 ? `, ${rewrite.matches - 1} inside` : ''
      return { start: rewrite.start, end: rewrite.end, new: rewrite.new, kind: 'code', shape: shape + nested }
    })
    parenthesized += result.parenthesized
    parsed++
    if (result.mayMatchAgain) again += countAgain(syntax, rule, applyTextEdits(text, edits))
    const added = wanted === undefined ? undefined : addImport(syntax, { language: rule.language, text }, wanted)
    edited.push({ file, edits: added === undefined ? edits : withImport(edits, added) })
  }
  for (const { path, reason, text } of untouchable) {
    const rule = ruleFor(rules, path)
    const matches = rule === undefined ? 0 : syntax.parse(rule.language, text).findAll(rule.rule).length
    if (matches > 0) refused.push({ path, reason, matches })
  }
  const checks = describeChecks({ parenthesized, again, parsed, refused })
  const remainder = word === undefined ? [] : findWords({ word, files: [...found.files, ...found.others], edited })
  return makePlan(place, edited, { engine, createdAt, request, filesSearched, remainder, refused, checks })
}

function ruleFor({ byLanguage }: Rules, file: string): RewriteRule | undefined {
  const language = languageOfFile(file)
  return language === undefined ? undefined : byLanguage.get(language)
}

function withImport(edits: readonly TextEdit[], added: Pick<TextEdit, 'start' | 'end' | 'new'>): readonly TextEdit[] {
  return [...edits, { ...added, kind: 'import', shape: 'added import' }]
}

function countAgain(syntax: Syntax, { language, rule, replacement }: RewriteRule, after: string): number {
  const result = rewriteText(syntax, { language, rule, replacement }, after)
  if (result?.kind !== 'rewritten') return 0
  return result.rewrites.filter(({ start, end, new: fresh }) => after.slice(start, end) !== fresh).length
}

interface Outcome {
  readonly parenthesized: number
  readonly again: number
  readonly parsed: number
  readonly refused: readonly RefusedFile[]
}

function describeChecks({ parenthesized, again, parsed, refused }: Outcome): readonly Check[] {
  const broken = refused.filter(({ reason }) => reason.includes('parse') || reason.includes('read otherwise')).length
  const added = parenthesized === 0 ? '' : `, parentheses added in ${count(parenthesized, 'place')}`
  return [
    broken === 0
      ? {
          name: 'structure',
          result: 'ok',
          detail: `${count(parsed, 'file')} parsed as before, captures stand as they were${added}`,
        }
      : {
          name: 'structure',
          result: 'warning',
          detail: `${count(broken, 'file')} refused, ${parsed} parsed as before${added}`,
        },
    again === 0
      ? { name: 'idempotent', result: 'ok' }
      : { name: 'idempotent', result: 'warning', detail: `a second run would make ${again} more edits: apply it once` },
  ]
}

function makeRules(syntax: Syntax, options: RewriteRequestOptions): Rules {
  if (options.ruleText !== undefined) return rulesOfFile(syntax, options.ruleText, options)
  const { pattern = '', replacement = '' } = options
  const parts = parseReplacement(replacement, pattern)
  const wanted = wantedLanguages(options)
  const byLanguage = new Map<SyntaxLanguage, RewriteRule>()
  let problem: unknown
  for (const language of wanted) {
    const rule: NapiConfig = { rule: { pattern } }
    try {
      syntax.check(language, rule)
      byLanguage.set(language, { language, rule, replacement: parts })
    } catch (error) {
      problem ??= error
    }
  }
  if (byLanguage.size === 0) throw wrongPattern(pattern, problem)
  return { byLanguage, literals: literalsOf(pattern) }
}

/** @throws a usage error for a language without patterns, and for an import that none of them has. */
function wantedLanguages({ languages, ruleText, addImport: added }: RewriteRequestOptions): readonly SyntaxLanguage[] {
  const named = languages.map(languageNamed)
  const ofRule = ruleText === undefined ? undefined : (JSON.parse(ruleText) as { readonly language?: string }).language
  const wanted = named.length > 0 ? named : ofRule === undefined ? scriptLanguages : [languageNamed(ofRule)]
  const other = wanted.find((language) => !scriptLanguages.some((script) => script === language))
  if (added !== undefined && other !== undefined) {
    throw usageError(`--add-import is for TypeScript and JavaScript, not for ${other}`, 'leave it out')
  }
  return wanted
}

function wrongPattern(pattern: string, problem: unknown): Error {
  const reason =
    (problem as Error).message
      .split('\n')
      .at(-1)
      ?.replace(/^[ |>-]+/, '') ?? ''
  return usageError(
    `not a pattern: ${pattern}: ${reason}`,
    'write one whole expression or statement; $A captures one node, $$$A any number',
  )
}

/** A rule of ast-grep's: `rule`, `constraints`, `utils`, `language` and a `fix` that is a text. */
function rulesOfFile(syntax: Syntax, text: string, { languages }: RewriteRequestOptions): Rules {
  const { language, fix, ...config } = JSON.parse(text) as { language?: string; fix?: unknown } & NapiConfig
  if (typeof fix !== 'string') throw usageError('the rule has no fix that is a text', 'write fix: and the new code')
  const name = languages[0] ?? language
  if (name === undefined) throw usageError('the rule has no language', 'write language: typescript, or give --lang')
  const own = languageNamed(name)
  const rule: NapiConfig = { rule: config.rule, ...pick(config) }
  try {
    syntax.check(own, rule)
  } catch (error) {
    throw wrongPattern('the rule', error)
  }
  const replacement = parseReplacement(fix.replace(/\n$/, ''), undefined)
  return { byLanguage: new Map([[own, { language: own, rule, replacement }]]), literals: [] }
}

function pick({ constraints, utils }: NapiConfig): Partial<NapiConfig> {
  return { ...(constraints === undefined ? {} : { constraints }), ...(utils === undefined ? {} : { utils }) }
}

/** A rule file as JSON, so that the plan holds all that was asked. @throws a usage error for one that cannot be read. */
export async function readRuleFile(file: string): Promise<string> {
  const { parse } = await import('yaml')
  try {
    const rule: unknown = parse(readFileSync(file, 'utf8'))
    if (typeof rule !== 'object' || rule === null || !('rule' in rule)) throw new Error('it has no rule:')
    return JSON.stringify(rule)
  } catch (error) {
    throw usageError(`--rule ${file}: ${(error as Error).message}`, 'name a YAML file with rule:, language: and fix:')
  }
}
