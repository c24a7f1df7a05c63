import type { Root, RootContent } from 'mdast'
import { headerNode } from '../markdown/header.ts'
import { keptNode, type Kept } from '../markdown/keep.ts'
import { writeMarkdown } from '../markdown/markdown.ts'
import { heading, inlineCode, paragraph, text } from '../markdown/nodes.ts'
import { parseRunbookFile, titleOf, type RunbookFile } from '../markdown/runbook-file.ts'
import type { FactsOf } from '../model/git-facts.ts'
import type { Scope } from '../model/scope.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { Descriptions } from './commands.ts'
import { planSections } from './plan-sections.ts'
import { recordSections } from './record-sections.ts'
import { keyOfTitle, type Section } from './section.ts'
import { stepSections } from './step-sections.ts'

export interface BuiltDocument {
  readonly text: string
  readonly title: string
  readonly steps: number
  readonly commands: number
  readonly file: RunbookFile
}

export interface DocumentInput {
  readonly snapshot: Snapshot
  readonly factsOf: FactsOf
  /** What somebody wrote into the document that this one replaces. */
  readonly kept: readonly Kept[]
}

/** The runbook as text: a pure function of what the database, the repository and the kept parts say. */
export function buildDocument({ snapshot, factsOf, kept }: DocumentInput): BuiltDocument {
  const { root, steps, scope, asOf, uid } = snapshot
  const descriptions = new Descriptions([...steps, ...(root === undefined ? [] : [root])], snapshot.events)
  const input = { snapshot, factsOf, descriptions }
  const sections = [...planSections(input), ...stepSections(input), ...recordSections(input)]
  const title = root === undefined ? 'Runbook of the whole plan' : `Runbook of #${root.id}: ${root.title}`
  const top = [heading(1, title), introduction(snapshot)]
  const body: Root = { type: 'root', children: [...top, ...withKept(sections, kept)] }
  const written = writeMarkdown(body)
  const file = parseRunbookFile(written, title)
  const about = root === undefined ? { uid } : { task: root.id, uid }
  const header = headerNode({ scope, ...about, event: asOf, digest: file.digest })
  checkStructure(file, [...top, ...sections.flatMap(nodesOf)])
  return {
    text: `${header.value}\n\n${written}`,
    title,
    steps: sections.filter(({ key }) => key.startsWith('Step: ')).length,
    commands: descriptions.commandCount,
    file,
  }
}

function introduction({ scope, root, asOf }: Snapshot): RootContent {
  return paragraph(
    `Written from the task database as of event ${asOf}. `,
    inlineCode(`runbook ${callOf(scope, root?.id)}`),
    ' writes it again and keeps what stands between keep-markers; ',
    inlineCode('runbook check'),
    ' tells what is no longer so; ',
    inlineCode('runbook run'),
    ' carries out its commands.',
  )
}

function callOf(scope: Scope['kind'], task: number | undefined): string {
  if (scope === 'all') return 'generate --all'
  return `generate --task ${task}${scope === 'tree' ? ' --tree' : ''}`
}

function nodesOf({ title, depth, nodes }: Section): RootContent[] {
  return [heading(depth, title), ...nodes]
}

const REMARKS = 'Remarks'

/** Every kept part at the end of its section; those of a section that is gone among the remarks. */
function withKept(sections: readonly Section[], kept: readonly Kept[]): RootContent[] {
  const keys = new Set(sections.map(({ key }) => key))
  const homeOf = ({ heading: above }: Kept): string => {
    const key = above === undefined ? REMARKS : keyOfTitle(titleOf(above))
    return keys.has(key) ? key : REMARKS
  }
  return sections.flatMap((section) => {
    const texts = kept.filter((one) => homeOf(one) === section.key).map((one) => originOf(one, section) + one.text)
    const shown = section.key === REMARKS && texts.length === 0 ? [''] : texts
    return [...nodesOf(section), ...shown.map(keptNode)]
  })
}

/** Says of a part that had to move where it comes from, as a line of that part: it stays then. */
function originOf({ heading: above }: Kept, { key }: Section): string {
  if (above === undefined || keyOfTitle(titleOf(above)) === key) return ''
  const line = paragraph({ type: 'emphasis', children: [text(`From "${titleOf(above)}", which is gone:`)] })
  return `${writeMarkdown({ type: 'root', children: [line] })}\n`
}

/**
 * Reads the document again and compares its blocks with what was meant. Texts of others cannot become structure by construction; were there a hole, this
 * ends the program before a command is made of it.
 */
function checkStructure({ nodes }: RunbookFile, meant: readonly RootContent[]): void {
  const shapes = (list: readonly RootContent[]): string => list.map(shapeOf).join('\n')
  if (shapes(nodes) !== shapes(meant))
    throw new Error('the document does not read back as it was meant: nothing was written')
}

function shapeOf(node: RootContent): string {
  switch (node.type) {
    case 'heading':
      return `heading ${node.depth} ${titleOf(node)}`
    case 'code':
      return `code ${node.lang ?? ''} ${node.meta ?? ''}\n${node.value}`
    case 'list':
      return `list ${node.children.length}`
    default:
      return node.type
  }
}
