import {
  entriesOf,
  parseYaml,
  splitShellLine,
  stringOf,
  type SourceNode,
  type WorkspaceCommand,
} from '@groundcrew/core/workspace'
import type { Step } from '../report.ts'

type CoversStep = (step: Step, entry: WorkspaceCommand | undefined) => boolean

/** Which steps of a plan the hooks in that file do already. */
export async function hookTools(manager: string, text: string): Promise<CoversStep> {
  const { node } = await parseYaml(text)
  return manager === 'pre-commit' ? byHookIds(hookIds(node)) : byLines(runLines(node))
}

/** A hook is named after its tool: `ruff`, `ruff-check`, `ruff-format`, `mirrors-prettier`'s `prettier`. */
function byHookIds(ids: readonly string[]): CoversStep {
  return ({ role }, entry) => {
    if (entry?.invocation.kind !== 'argv' || !['format', 'lint', 'typecheck'].includes(role)) return false
    const { label } = entry
    const suffixes = role === 'format' ? ['-format', '-fmt', 'fmt'] : ['', '-check', '-lint']
    const isOnlyFormatter = role === 'format' && /^(?:black|prettier|isort|\w*fmt|.+-format)$/.test(label)
    return [...suffixes, ...(isOnlyFormatter ? [''] : [])].some((suffix) => ids.includes(`${label}${suffix}`))
  }
}

function hookIds(config: SourceNode | undefined): readonly string[] {
  return itemsAt(config, 'repos').flatMap((repository) =>
    itemsAt(repository, 'hooks').flatMap((hook) => {
      const stages = itemsAt(hook, 'stages').map((stage) => stringOf(stage) ?? '')
      const isForCommits = stages.length === 0 || stages.some((stage) => /^(?:pre-)?commit$/.test(stage))
      const id = stringOf(valueAt(hook, 'id'))
      return id === undefined || !isForCommits ? [] : [id]
    }),
  )
}

/** A hook that calls the script of a step, or the program of a tool. */
function byLines(lines: readonly string[]): CoversStep {
  const commands = lines.flatMap((line) => splitShellLine(line))
  return ({ role }, entry) => {
    if (entry === undefined || !['format', 'lint', 'typecheck'].includes(role) || entry.packageDirectory !== '.')
      return false
    return entry.invocation.kind === 'script'
      ? commands.some((words) => /^(?:npm|pnpm|yarn|bun)$/.test(words[0] ?? '') && words.includes(entry.label))
      : commands.some(
          (words) =>
            words.some((word) => word === entry.program || word.endsWith(`/${entry.program}`)) &&
            callsSame(words, entry),
        )
  }
}

/** `ruff format` is not `ruff check`. */
function callsSame(words: readonly string[], { invocation, program }: WorkspaceCommand): boolean {
  const verb = invocation.argv[invocation.argv.indexOf(program) + 1]
  return verb === undefined || verb.startsWith('-') || !/^[a-z]+$/.test(verb) || words.includes(verb)
}

/** Of `pre-commit`: its commands by name, or its jobs, which may be grouped. */
function runLines(config: SourceNode | undefined): readonly string[] {
  const hook = valueAt(config, 'pre-commit')
  const commands = entriesOf(valueAt(hook, 'commands')).map(({ value }) => value)
  return [...commands, ...jobsOf(hook)].flatMap((job) => stringOf(valueAt(job, 'run')) ?? [])
}

function jobsOf(node: SourceNode | undefined): readonly SourceNode[] {
  return itemsAt(node, 'jobs').flatMap((job) => [job, ...jobsOf(valueAt(job, 'group'))])
}

function valueAt(node: SourceNode | undefined, key: string): SourceNode | undefined {
  return node?.kind === 'table' ? node.entries.get(key)?.value : undefined
}

function itemsAt(node: SourceNode | undefined, key: string): readonly SourceNode[] {
  const value = valueAt(node, key)
  return value?.kind === 'list' ? value.items : []
}
