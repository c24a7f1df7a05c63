import type { RootContent } from 'mdast'
import type { TaskDetail } from '@groundcrew/core/tasks'
import { escapeLine } from '@groundcrew/core/text'
import { writeAttributes } from '../markdown/block.ts'
import { entry, list, nothing, paragraph, strong } from '../markdown/nodes.ts'
import { taskFacts, section } from './plan-sections.ts'
import type { Section, SectionInput } from './section.ts'
import { listTasks } from './words.ts'

/** What is to be done, how one sees that it worked, and how one gets back: Steps, Verification, Rollback. */
export function stepSections(input: SectionInput): Section[] {
  const steps = stepsOf(input)
  const told = new Set<number>()
  return [
    section('Steps', steps.length === 0 ? nothing('There is nothing to do that the database knows of.') : []),
    ...steps.map((task, index) => stepSection(input, task, { number: index + 1, told })),
    section('Verification', verificationNodes(input)),
    ...rollbackSections(input, steps),
  ]
}

/** The task itself comes after its subtasks, where it has work of its own or is all there is. */
function stepsOf({ snapshot: { root, steps }, descriptions }: SectionInput): readonly TaskDetail[] {
  if (root === undefined) return steps
  return steps.length === 0 || descriptions.hasCommands(root, 'body') ? [...steps, root] : steps
}

interface StepPlace {
  readonly number: number
  /** Tasks outside of the document for which an earlier step waits already. */
  readonly told: Set<number>
}

function stepSection(input: SectionInput, task: TaskDetail, { number, told }: StepPlace): Section {
  const { snapshot, descriptions } = input
  const isRoot = task.id === snapshot.root?.id
  const inner = task.subtasks.filter((id) => snapshot.others.has(id))
  const facts = isRoot ? [] : taskFacts(task)
  const nodes: RootContent[] = [
    ...(facts.length === 0 ? [] : [list([...facts, ...waitEntries(task)])]),
    ...(isRoot ? [] : descriptions.introduction(task)),
    ...handNodes(input, task, told),
    ...descriptions.work(task),
    ...(inner.length === 0 ? [] : [paragraph(`It has subtasks that are not shown here: ${listTasks(inner)}.`)]),
    ...(isRoot || !descriptions.has(task, 'verification')
      ? []
      : [paragraph(strong('Verification of this step')), ...descriptions.nodes(task, 'verification')]),
  ]
  return {
    key: `Step: #${task.id}`,
    title: `Step ${number}: #${task.id} ${task.title}`,
    depth: 3,
    nodes: nodes.length === 0 ? nothing('No command is recorded.') : nodes,
  }
}

/** Where a run has to stop for a person: what is to be done without a command, or has to happen elsewhere first. */
function handNodes(
  { snapshot: { others, root }, descriptions }: SectionInput,
  task: TaskDetail,
  told: Set<number>,
): RootContent[] {
  const { id, state, blockedReason, blockedBy, subtasks } = task
  if (state !== 'open') return []
  const outside = blockedBy.filter((one) => others.has(one) && !subtasks.includes(one) && !told.has(one))
  for (const one of outside) told.add(one)
  const isManual = subtasks.length === 0 && !descriptions.hasCommands(task, 'body')
  const reasons = [
    ...(blockedReason === undefined ? [] : [`#${id} is blocked: ${blockedReason}`]),
    ...outside.map((one) => `it waits for #${one} ${others.get(one)?.title ?? ''}`),
    ...(isManual
      ? [id === root?.id ? 'no command is recorded' : `no command is recorded: tm complete ${id} when it is done`]
      : []),
  ]
  return reasons.length === 0 ? [] : [personBlock(id, reasons)]
}

/** No language that anything runs. */
function personBlock(task: number, reasons: readonly string[]): RootContent {
  const meta = writeAttributes({ name: `by-hand-${task}`, task: String(task), person: 'true' })
  return { type: 'code', lang: 'text', meta, value: reasons.map((reason) => escapeLine(reason)).join('\n') }
}

function waitEntries({ depends, state }: TaskDetail): ReturnType<typeof entry>[] {
  return depends.length === 0 || state !== 'open' ? [] : [entry(`After: ${listTasks(depends)}`)]
}

function verificationNodes({ snapshot: { root }, descriptions }: SectionInput): RootContent[] {
  if (root !== undefined && descriptions.has(root, 'verification')) return descriptions.nodes(root, 'verification')
  return nothing(
    root === undefined ? 'Each step has its own.' : 'No check of the whole is recorded; steps may have their own.',
  )
}

/** The last step first. */
function rollbackSections({ snapshot: { root }, descriptions }: SectionInput, steps: readonly TaskDetail[]): Section[] {
  const numbered = steps.map((task, index) => ({ task, label: `Undo step ${index + 1}` }))
  const isStep = steps.some(({ id }) => id === root?.id)
  const all = root === undefined || isStep ? numbered : [...numbered, { task: root, label: 'Undo everything' }]
  const undone = all.filter(({ task }) => descriptions.has(task, 'rollback')).reverse()
  return [
    section(
      'Rollback',
      undone.length === 0
        ? nothing('No way back is recorded.')
        : [paragraph('From the last step that was done back to the first; each command runs only when it is named.')],
    ),
    ...undone.map(({ task, label }): Section => ({
      key: `Undo: #${task.id}`,
      title: `${label}: #${task.id} ${task.title}`,
      depth: 3,
      nodes: descriptions.nodes(task, 'rollback'),
    })),
  ]
}
