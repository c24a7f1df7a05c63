import { parse as parseYaml } from 'yaml'
import { ToolError } from '@groundcrew/core/cli'
import { nearest, parseDuration } from '@groundcrew/core/text'
import type { Attributes } from './markdown/block.ts'
import { blocksOf, type Block } from './markdown/blocks.ts'
import type { Header } from './markdown/header.ts'
import { readHeader } from './markdown/header.ts'
import { parseMarkdown } from './markdown/markdown.ts'
import { titleOf } from './markdown/runbook-file.ts'
import { hiddenCharacterIn, interpretersOf } from './model/languages.ts'

/** What a run does with a block. */
export type Role =
  | { readonly kind: 'step' }
  /** Only when it is named. */
  | { readonly kind: 'named'; readonly why: string }
  /** A person has to do it. */
  | { readonly kind: 'person'; readonly why: string }
  /** Never. */
  | { readonly kind: 'unfit'; readonly why: string }

/** A block that is meant to be carried out. */
export interface Step extends Block {
  readonly role: Role
  readonly isDestructive: boolean
  readonly timeoutMs: number
  readonly exit: number
  readonly cwd: string | undefined
  /** Of the task in the database, where it says one. */
  readonly task: number | undefined
}

export interface ReadDocument {
  readonly title: string
  readonly header: Header | undefined
  readonly steps: readonly Step[]
  /** Languages of blocks that are only for reading, with how many there are. */
  readonly others: ReadonlyMap<string, number>
  /** Of the whole document, from its front matter. */
  readonly cwd: string | undefined
}

const timeoutMsDefault = 600_000

/** Reads any Markdown file: what `generate` wrote, or what was written for Runme. */
export function readDocument(text: string): ReadDocument {
  const { source, cwd } = withoutFrontMatter(text.replaceAll('\r\n', '\n'))
  const root = parseMarkdown(source)
  const heading = root.children.find((node) => node.type === 'heading')
  const others = new Map<string, number>()
  const steps: Step[] = []
  for (const block of blocksOf(root, source)) {
    if (interpretersOf(block.language) === undefined && !isForPerson(block))
      others.set(block.language, (others.get(block.language) ?? 0) + 1)
    else steps.push(toStep(block))
  }
  return {
    title: heading === undefined ? '' : titleOf(heading),
    header: readHeader(root.children[0]),
    steps,
    others,
    cwd,
  }
}

/** @throws ToolError NO_SUCH_STEP with the names that are near. */
export function findStep(steps: readonly Step[], name: string, file: string): Step {
  const step = steps.find((one) => one.name === name)
  if (step !== undefined) return step
  const near = nearest(
    name,
    steps.map((one) => one.name),
  )
  throw new ToolError('NO_SUCH_STEP', `${file} has no step ${JSON.stringify(name)}`, {
    exitCode: 2,
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `runbook show ${file}`,
  })
}

function toStep(block: Block): Step {
  const { attributes } = block
  const task = /^\d{1,15}$/.exec(attributes['task'] ?? '')?.[0]
  return {
    ...block,
    role: roleOf(block),
    isDestructive: isTrue(attributes, 'destructive'),
    timeoutMs: parseDuration(attributes['timeout'] ?? '') ?? timeoutMsDefault,
    exit: Number(attributes['exit'] ?? 0),
    cwd: attributes['cwd'],
    task: task === undefined ? undefined : Number(task),
  }
}

/** What `generate` writes where a person has to do something. */
function isForPerson({ language, attributes }: Block): boolean {
  return language === 'text' && isTrue(attributes, 'person')
}

function roleOf(block: Block): Role {
  const { attributes, script } = block
  if (isForPerson(block)) return { kind: 'person', why: script.replaceAll('\n', '; ') }
  const { done, tag = '' } = attributes
  const unfit = unfitnessOf(block)
  if (unfit !== undefined) return { kind: 'unfit', why: unfit }
  if (done !== undefined) return { kind: 'named', why: `its task is ${done}` }
  if (tag.split(',').includes('rollback')) return { kind: 'named', why: 'it takes something back' }
  if (isTrue(attributes, 'excludeFromRunAll') && !isTrue(attributes, 'destructive'))
    return { kind: 'named', why: 'it is excluded from a run of all' }
  for (const name of ['interactive', 'background'])
    if (isTrue(attributes, name)) return { kind: 'person', why: `it is ${name}` }
  return { kind: 'step' }
}

/** Why a block cannot be carried out at all. */
function unfitnessOf({ attributes, script }: Block): string | undefined {
  const { timeout, exit, interpreter } = attributes
  const hidden = hiddenCharacterIn(script)
  if (hidden !== undefined) return `it holds the hidden character ${hidden}`
  if (script.trim() === '') return 'it is empty'
  if (timeout !== undefined && parseDuration(timeout) === undefined)
    return `its timeout ${JSON.stringify(timeout)} is no duration, such as 90s`
  if (exit !== undefined && !/^\d{1,3}$/.test(exit)) return `its exit ${JSON.stringify(exit)} is no exit code`
  if (interpreter !== undefined)
    return `it names an interpreter, ${interpreter}, and nothing but its language decides here`
  return undefined
}

function isTrue(attributes: Attributes, name: string): boolean {
  return /^(?:1|t|true)$/i.test(attributes[name] ?? '')
}

/** The lines of a YAML front matter become empty ones, so that lines keep their numbers. Of what it says, the directory counts. */
function withoutFrontMatter(text: string): { readonly source: string; readonly cwd: string | undefined } {
  const matter = /^---[ \t]*\n([^]*?)\n---[ \t]*(?:\n|$)/.exec(text)
  if (matter === null) return { source: text, cwd: undefined }
  const [whole, yaml = ''] = matter
  return { source: whole.replaceAll(/[^\n]/g, '') + text.slice(whole.length), cwd: directoryIn(yaml) }
}

function directoryIn(yaml: string): string | undefined {
  try {
    const { cwd } = (parseYaml(yaml) ?? {}) as { readonly cwd?: unknown }
    return typeof cwd === 'string' ? cwd : undefined
  } catch {
    // No YAML: then it says nothing.
    return undefined
  }
}
