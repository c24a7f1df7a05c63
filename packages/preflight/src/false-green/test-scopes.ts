import path from 'node:path'
import { simpleCommands } from '@groundcrew/core/workspace'
import type { Matcher, MatcherKind } from './matchers.ts'
import { scopeOfCall, type TestScope } from './runner-flags.ts'
import { readScriptValues, readTableValues, readYamlValues, type SettingsValues } from './settings-values.ts'

interface SettingRule {
  /** The names above a text, joined with dots. */
  readonly names: RegExp
  readonly as: 'include' | 'exclude' | 'filter'
  readonly kind: MatcherKind
}

interface SettingsFormat {
  readonly file: RegExp
  readonly read: (text: string) => SettingsValues
  readonly rules: readonly SettingRule[]
}

const setting = (as: SettingRule['as'], names: RegExp, kind: MatcherKind = 'glob'): SettingRule => ({ names, as, kind })

/** In a package.json below `jest`, in a configuration of its own anywhere. */
const jestRules: readonly SettingRule[] = [
  setting('exclude', /(?:^|\.)(?:test|module)PathIgnorePatterns$/, 'regex'),
  setting('include', /(?:^|\.)testMatch$/),
  setting('include', /(?:^|\.)testRegex$/, 'regex'),
  setting('include', /(?:^|\.)roots$/),
  setting('filter', /(?:^|\.)testNamePattern$/),
]
const mochaRules: readonly SettingRule[] = [
  setting('include', /(?:^|\.)spec$/),
  setting('exclude', /(?:^|\.)(?:ignore|exclude)$/),
  setting('filter', /(?:^|\.)(?:f?grep|g|f|invert)$/),
]
const pytestRules: readonly SettingRule[] = [
  setting('include', /\.testpaths$/),
  setting('include', /\.python_files$/, 'basename'),
  setting('exclude', /\.norecursedirs$/, 'ignore'),
]
const cargoRules: readonly SettingRule[] = [
  setting('filter', /(?:^|\.)(?:test|autotests|doctest)$/),
  setting('exclude', /^workspace\.exclude$/),
]

const formats: readonly SettingsFormat[] = [
  {
    file: /(?:^|\/)(?:(?:vitest|vite)\.[\w.]*config\.[cm]?[jt]s|vitest\.workspace\.\w+)$/,
    read: readScriptValues,
    rules: [
      // One project leaves to another what it excludes itself.
      setting('exclude', /^(?!.*\b(?:projects|workspace|coverage|typecheck)\b)(?:.*\.)?test\.exclude$/),
      setting('include', /^(?!.*\b(?:coverage|typecheck)\b)(?:.*\.)?test\.include$/),
      setting('include', /^(?!.*\bcoverage\b)(?:.*\.)?test\.(?:projects|workspace|dir)$/),
      setting('filter', /(?:^|\.)test\.testNamePattern$/),
    ],
  },
  { file: /(?:^|\/)jest\.[\w.]*config\.(?:[cm]?[jt]s|json)$/, read: readScriptValues, rules: jestRules },
  { file: /(?:^|\/)\.mocharc\.ya?ml$/, read: readYamlValues, rules: mochaRules },
  { file: /(?:^|\/)\.mocharc(?:\.\w+)?$/, read: readScriptValues, rules: mochaRules },
  { file: /(?:^|\/)ava\.config\.[cm]?js$/, read: readScriptValues, rules: [setting('include', /(?:^|\.)files$/)] },
  {
    file: /(?:^|\/)package\.json$/,
    read: readScriptValues,
    rules: [
      ...jestRules.map(({ names, ...rule }) => ({
        ...rule,
        names: new RegExp(`^jest(?:\\.projects)?${names.source}`),
      })),
      ...mochaRules.map(({ names, ...rule }) => ({ ...rule, names: new RegExp(`^mocha${names.source}`) })),
      setting('include', /^ava\.files$/),
    ],
  },
  {
    file: /(?:^|\/)(?:pytest\.ini|\.pytest\.ini|tox\.ini|setup\.cfg)$/,
    read: readTableValues,
    rules: pytestRules.map(({ names, ...rule }) => ({
      ...rule,
      names: new RegExp(`^(?:tool:)?pytest${names.source}`),
    })),
  },
  {
    file: /(?:^|\/)pyproject\.toml$/,
    read: readTableValues,
    rules: pytestRules.map(({ names, ...rule }) => ({
      ...rule,
      names: new RegExp(`^tool\\.pytest(?:\\.ini_options)?${names.source}`),
    })),
  },
  {
    file: /(?:^|\/)conftest\.py$/,
    read: (text) => readScriptValues(text.replaceAll(/#.*$/gm, '')),
    rules: [setting('exclude', /^collect_ignore(?:_glob)?$/)],
  },
  { file: /(?:^|\/)Cargo\.toml$/, read: readTableValues, rules: cargoRules },
]

/** By what it is told apart from others of the same file: the name of a script, or nothing. */
export type TestScopes = ReadonlyMap<string, TestScope>

export function hasTestScopes(file: string): boolean {
  return (
    /(?:^|\/)(?:package\.json|\.rspec|GNUmakefile|[Mm]akefile|\.?[Jj]ustfile)$/.test(file) ||
    formats.some((one) => one.file.test(file))
  )
}

/** Which tests a file of settings leaves in a run. */
export function readTestScopes(file: string, text: string): TestScopes {
  const format = formats.find((one) => one.file.test(file))
  const values = format?.read(text) ?? new Map<string, readonly string[]>()
  const scopes = new Map([['', scopeOfValues(values, format?.rules ?? [])]])
  for (const [name, line] of callsIn(file, text, values)) {
    const calls = simpleCommands(line).flatMap((command) => scopeOfCall(command) ?? [])
    if (calls.length > 0) scopes.set(name, mergeScopes(calls))
  }
  return scopes
}

function scopeOfValues(values: SettingsValues, rules: readonly SettingRule[]): TestScope {
  const includes: Matcher[][] = []
  const excludes: Matcher[] = []
  const filters: string[] = []
  for (const { names, as, kind } of rules) {
    const found = [...values].filter(([name]) => names.test(name))
    const texts = found.flatMap(([, list]) => list.flatMap((text) => wordsOf(text, kind)))
    if (as === 'filter')
      filters.push(...found.flatMap(([name, list]) => list.filter(isNarrowing).map((text) => `${name} = ${text}`)))
    else if (as === 'exclude') excludes.push(...texts.map((pattern) => ({ kind, pattern })))
    else {
      const positive = texts.filter((text) => !text.startsWith('!'))
      if (positive.length > 0) includes.push(positive.map((pattern) => ({ kind, pattern })))
      excludes.push(...texts.flatMap((text) => (text.startsWith('!') ? [{ kind, pattern: text.slice(1) }] : [])))
    }
  }
  return { includes, excludes, filters }
}

/** `doctest = true` takes nothing out. */
function isNarrowing(text: string): boolean {
  return text !== 'true'
}

/** INI has several words in one value. */
function wordsOf(text: string, kind: MatcherKind): readonly string[] {
  return kind === 'regex' ? [text] : text.split(/\s+/).filter(Boolean)
}

/** Shell lines in a file that may call a test runner, by the name of what they stand in. */
function callsIn(file: string, text: string, values: SettingsValues): readonly (readonly [string, string])[] {
  const name = path.posix.basename(file)
  if (name === 'package.json') {
    return [...values].flatMap(([key, [line = '']]): readonly (readonly [string, string])[] =>
      /^scripts\.(?!.*(?:watch|dev|update|debug))/.test(key) ? [[key, line]] : [],
    )
  }
  if (name === '.rspec') return [['options', `rspec ${text.replaceAll(/\s+/g, ' ')}`]]
  if (/^(?:GNU)?[Mm]akefile$|[Jj]ustfile$/.test(name)) return recipesOf(text)
  return [...values].flatMap(([key, list]): readonly (readonly [string, string])[] =>
    /^(?:tool[.:])?pytest(?:\.ini_options)?\.addopts$/.test(key) ? [[key, `pytest ${list.join(' ')}`]] : [],
  )
}

function recipesOf(text: string): readonly (readonly [string, string])[] {
  let target = ''
  const recipes = new Map<string, string>()
  for (const line of text.replaceAll(/\\\n\s*/g, ' ').split('\n')) {
    if (/^\s/.test(line)) recipes.set(target, `${recipes.get(target) ?? ''}\n${line.trim().replace(/^[@+-]+/, '')}`)
    else target = /^([\w.-]+)[^:=]*:(?!=)/.exec(line)?.[1] ?? target
  }
  return [...recipes]
}

/** Several calls of one script: what one of them leaves out another may run. */
function mergeScopes(calls: readonly TestScope[]): TestScope {
  const [only] = calls
  if (calls.length === 1 && only !== undefined) return only
  const isOpen = calls.some(({ includes }) => includes.length === 0)
  return {
    includes: isOpen ? [] : [calls.flatMap(({ includes }) => includes.flat())],
    excludes:
      calls[0]?.excludes.filter((one) =>
        calls.every(({ excludes }) => excludes.some(({ pattern }) => pattern === one.pattern)),
      ) ?? [],
    filters: calls[0]?.filters.filter((one) => calls.every(({ filters }) => filters.includes(one))) ?? [],
  }
}
