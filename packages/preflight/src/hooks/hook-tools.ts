import {
  entriesOf,
  parseYaml,
  splitShellLine,
  stringOf,
  type SourceNode,
  type WorkspaceCommand,
} from '@groundcrew/core/workspace'
import type { Step } from '../report.ts'

type HookOf = (step: Step, entry: WorkspaceCommand) => string | undefined

/** For a step of a plan the hook in that file that does it already. */
export async function hookTools(manager: string, text: string): Promise<HookOf> {
  const { node } = await parseYaml(text)
  return manager === 'pre-commit' ? byHookIds(hookIds(node)) : byLines(jobsBeforeCommit(node))
}

/** A hook is named after its tool: `ruff`, `ruff-check`, `ruff-format`, `mirrors-prettier`'s `prettier`. */
function byHookIds(hooks: readonly Hook[]): HookOf {
  return ({ role }, { invocation, label }) => {
    if (invocation.kind !== 'argv' || !['format', 'lint', 'typecheck'].includes(role)) return undefined
    const suffixes = role === 'format' ? ['-format', '-fmt', 'fmt'] : ['', '-check', '-lint']
    const isOnlyFormatter = role === 'format' && /^(?:black|prettier|isort|\w*fmt|.+-format)$/.test(label)
    const ids = [...suffixes, ...(isOnlyFormatter ? [''] : [])].map((suffix) => `${label}${suffix}`)
    return hooks.find(({ id }) => ids.includes(id))?.name
  }
}

interface Hook {
  readonly id: string
  /** As the manager shows it. */
  readonly name: string
}

function hookIds(config: SourceNode | undefined): readonly Hook[] {
  return itemsAt(config, 'repos').flatMap((repository) =>
    itemsAt(repository, 'hooks').flatMap((hook) => {
      const stages = itemsAt(hook, 'stages').map((stage) => stringOf(stage) ?? '')
      const isForCommits = stages.length === 0 || stages.some((stage) => /^(?:pre-)?commit$/.test(stage))
      const id = stringOf(valueAt(hook, 'id'))
      if (id === undefined || !isForCommits) return []
      return [{ id, name: stringOf(valueAt(hook, 'name')) ?? id }]
    }),
  )
}

/** A hook that calls the script of a step, or the program of a tool. */
function byLines(jobs: readonly Job[]): HookOf {
  return ({ role }, entry) => {
    if (!['format', 'lint', 'typecheck'].includes(role) || entry.packageDirectory !== '.') return undefined
    return jobs.find(({ run }) => splitShellLine(run).some((words) => isCallOf(words, entry)))?.name
  }
}

function isCallOf(words: readonly string[], entry: WorkspaceCommand): boolean {
  if (entry.invocation.kind === 'script') {
    return /^(?:npm|pnpm|yarn|bun)$/.test(words[0] ?? '') && words.includes(entry.label)
  }
  const isProgram = words.some((word) => word === entry.program || word.endsWith(`/${entry.program}`))
  return isProgram && callsSame(words, entry)
}

/** `ruff format` is not `ruff check`. */
function callsSame(words: readonly string[], { invocation, program }: WorkspaceCommand): boolean {
  const verb = invocation.argv[invocation.argv.indexOf(program) + 1]
  return verb === undefined || verb.startsWith('-') || !/^[a-z]+$/.test(verb) || words.includes(verb)
}

interface Job {
  readonly name: string
  readonly run: string
}

/** Of `pre-commit`: its commands by name, or its jobs, which may be grouped. One that runs on a condition stands for nothing. */
function jobsBeforeCommit(config: SourceNode | undefined): readonly Job[] {
  const hook = valueAt(config, 'pre-commit')
  if (isConditional(hook)) return []
  const commands = entriesOf(valueAt(hook, 'commands')).map(({ key, value }) => ({ key, node: value }))
  const jobs = jobsOf(hook).map((node) => ({ key: undefined, node }))
  return [...commands, ...jobs].flatMap(({ key, node }) => {
    const run = stringOf(valueAt(node, 'run'))
    if (run === undefined || isConditional(node)) return []
    return [{ run, name: key ?? stringOf(valueAt(node, 'name')) ?? run }]
  })
}

/** A merge or a rebase that is under way is none in a copy. */
function isConditional(node: SourceNode | undefined): boolean {
  const skip = valueAt(node, 'skip')
  const states = skip === undefined ? [] : skip.kind === 'list' ? skip.items : [skip]
  const isHarmless = (state: SourceNode): boolean =>
    state.kind === 'scalar' && /^(?:merge|rebase|merge-commit|false)$/.test(String(state.value))
  return valueAt(node, 'only') !== undefined || !states.every(isHarmless)
}

function jobsOf(node: SourceNode | undefined): readonly SourceNode[] {
  return itemsAt(node, 'jobs').flatMap((job) => {
    const group = valueAt(job, 'group')
    return group === undefined ? [job] : isConditional(job) ? [] : jobsOf(group)
  })
}

function valueAt(node: SourceNode | undefined, key: string): SourceNode | undefined {
  return node?.kind === 'table' ? node.entries.get(key)?.value : undefined
}

function itemsAt(node: SourceNode | undefined, key: string): readonly SourceNode[] {
  const value = valueAt(node, key)
  return value?.kind === 'list' ? value.items : []
}
