import { booleanOf, entriesOf, entryAt, stringsOf, textOf, type SourceNode } from '../source/node.ts'
import type { Sources } from '../source/sources.ts'
import type { TargetRunner } from '../types.ts'

/** A named entry point of a Makefile, justfile or Taskfile. */
export interface Target {
  readonly name: string
  readonly line: number
  /** Targets that it runs first. */
  readonly prerequisites: readonly string[]
  /** Its shell lines. */
  readonly body: string
}

export interface TargetFile {
  readonly runner: TargetRunner
  readonly file: string
  readonly targets: readonly Target[]
}

/** The file of a directory that counts: a justfile or Taskfile is there to be used in place of the Makefile. */
export async function readTargetFile(sources: Sources, directory: string): Promise<TargetFile | undefined> {
  const just = sources.index.first(directory, ['justfile', 'Justfile', '.justfile'])
  if (just !== undefined) return { runner: 'just', file: just, targets: parseJustfile(sources.lines(just)) }
  const task = sources.index.first(directory, taskfiles)
  if (task !== undefined) {
    const tasks = entryAt(await sources.yaml(task), 'tasks')?.value
    return { runner: 'task', file: task, targets: taskTargets(tasks) }
  }
  const make = sources.index.first(directory, ['GNUmakefile', 'makefile', 'Makefile'])
  return make === undefined ? undefined : { runner: 'make', file: make, targets: parseMakefile(sources.lines(make)) }
}

const taskfiles = ['Taskfile', 'taskfile'].flatMap((stem) =>
  ['.yml', '.yaml', '.dist.yml', '.dist.yaml'].map((extension) => stem + extension),
)

interface MutableTarget {
  name: string
  line: number
  prerequisites: string[]
  body: string
}

/** Explicit rules with literal names; variables, special targets, patterns and `define` blocks are passed over. */
function parseMakefile(lines: readonly string[]): Target[] {
  const targets = new Map<string, MutableTarget>()
  let current: readonly MutableTarget[] = []
  let isDefine = false
  for (const { text, line } of continued(lines)) {
    if (isDefine || /^\s*define\b/.test(text)) {
      isDefine = !/^\s*endef\b/.test(text)
      continue
    }
    if (text.startsWith('\t')) {
      for (const target of current) target.body += `${text.trim().replace(/^[@+-]+/, '')}\n`
      continue
    }
    const rule = makeRule(text)
    if (rule === undefined) {
      if (/\S/.test(text) && !text.startsWith('#')) current = []
      continue
    }
    current = rule.names.map((name) => {
      const target = targets.get(name) ?? { name, line, prerequisites: [], body: '' }
      for (const needed of rule.prerequisites) target.prerequisites.push(needed)
      target.body += rule.recipe
      targets.set(name, target)
      return target
    })
  }
  return [...targets.values()]
}

interface MakeRule {
  readonly names: readonly string[]
  readonly prerequisites: readonly string[]
  readonly recipe: string
}

function makeRule(text: string): MakeRule | undefined {
  const plain = text.startsWith('#') ? '' : text.replace(/\s#.*$/, '')
  const colon = plain.indexOf(':')
  if (colon <= 0 || /[=?!+]/.test(plain.slice(0, colon)) || /^:{1,3}=/.test(plain.slice(colon))) return undefined
  const [dependencies = '', ...recipe] = plain.slice(colon).replace(/^::?/, '').split(';')
  // `test: FLAGS = -v` sets a variable for a target and is no rule.
  if (/=/.test(dependencies)) return undefined
  const names = plain.slice(0, colon).replace(/&$/, '').split(/\s+/).filter(isLiteralName)
  return {
    names,
    prerequisites: dependencies.split(/\s+/).filter((name) => name !== '' && name !== '|'),
    recipe: recipe.length === 0 ? '' : `${recipe.join(';').trim()}\n`,
  }
}

function isLiteralName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !name.startsWith('-') && !/[%$()/]/.test(name)
}

function* continued(lines: readonly string[]): Generator<{ readonly text: string; readonly line: number }> {
  let parts: string[] = []
  let start = 0
  for (const [index, raw] of lines.entries()) {
    if (parts.length === 0) start = index + 1
    const isContinued = raw.endsWith('\\')
    const text = isContinued ? raw.slice(0, -1) : raw
    parts.push(parts.length === 0 ? text : text.trim())
    if (isContinued && index + 1 < lines.length) continue
    yield { text: parts.join(' '), line: start }
    parts = []
  }
}

/** Recipes that need no argument and are not private. */
function parseJustfile(lines: readonly string[]): Target[] {
  const targets: MutableTarget[] = []
  let current: MutableTarget | undefined
  let isPrivate = false
  for (const [index, text] of lines.entries()) {
    if (/^\s/.test(text)) {
      if (current !== undefined) current.body += `${text.trim().replace(/^[@-]+/, '')}\n`
      continue
    }
    if (/^\[.*\bprivate\b.*\]/.test(text)) isPrivate = true
    const match = /^@?([A-Za-z][\w-]*)((?:\s[^:]*)?):(?!=)(.*)$/.exec(text)
    if (match === null) {
      if (/^\S/.test(text) && !/^[[#]/.test(text)) current = undefined
      continue
    }
    const [, name = '', parameters = '', dependencies = ''] = match
    current = {
      name,
      line: index + 1,
      prerequisites: dependencies
        .replace(/#.*$/, '')
        .split(/[\s()]+/)
        .filter(Boolean),
      body: '',
    }
    if (!isPrivate && !/^(?:set|alias|export|import|mod)$/.test(name) && !needsArgument(parameters))
      targets.push(current)
    isPrivate = false
  }
  return targets
}

/** A parameter has a default (`target='all'`) or takes any number (`*flags`), or else must be given. */
function needsArgument(parameters: string): boolean {
  const words = parameters.replaceAll(/=\s*(?:'[^']*'|"[^"]*"|\S+)/g, '=').split(/\s+/)
  return words.some((word) => word !== '' && !word.includes('=') && !word.startsWith('*'))
}

function taskTargets(tasks: SourceNode | undefined): Target[] {
  return entriesOf(tasks).flatMap(({ key, line, value }): Target[] => {
    if (booleanOf(entryAt(value, 'internal')?.value) === true || entryAt(value, 'requires') !== undefined) return []
    const commands =
      value.kind === 'table'
        ? [...commandsOf(value, 'cmds'), ...commandsOf(value, 'cmd')]
        : stringsOf(value).map(({ text }) => text)
    const prerequisites = commandsOf(value, 'deps')
    return [{ name: key, line, prerequisites, body: commands.join('\n') }]
  })
}

/** An item is a shell line or a table with `cmd` or `task`. */
function commandsOf(task: SourceNode, field: string): string[] {
  const node = entryAt(task, field)?.value
  const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node]
  return items.flatMap(
    (item) => textOf(item) ?? textOf(entryAt(item, 'cmd')?.value) ?? textOf(entryAt(item, 'task')?.value) ?? [],
  )
}
