import { readFileSync } from 'node:fs'
import path from 'node:path'
import { askSibling } from '@groundcrew/core/process'
import { filesOf } from '../adapters/arguments.ts'
import type { Lab } from './lab.ts'
import type { OrderCase, OrderSighting } from './order-oracle.ts'

export interface Ranked {
  /** The most suspicious first. */
  readonly tests: readonly string[]
  /** How likely each is needed, in the same order. */
  readonly weights: readonly number[]
}

interface Source {
  readonly file: string
  /** From the test's declaration to the next one. */
  readonly body: string
}

const importsMax = 1000
/** A test stands out from so large a part of the best score on. */
const outstandingShare = 0.5
/** Of a test that stands out, of one that has anything in common with the test, and of others. */
const weightOf = { outstanding: 8, related: 2, other: 1 } as const
/** How much more likely a test is that every run so far allows to do it alone. */
const consistentFactor = 32
/** And one that shares a process with the test, where not all do. */
const ownFileFactor = 16

/**
 * Orders what ran before a test by what it has in common with it: names that both use (more where they are assigned to, and where few
 * others use them), the file, and the modules that their files import and mock, as code-map resolves them. It only decides what is asked first.
 */
export async function rankPredecessors(lab: Lab, { test, before, seen }: OrderCase): Promise<Ranked> {
  const { isPython, sharesProcess } = lab.suite.adapter.steering
  const separator = isPython ? '::' : ' > '
  const files = filesOf([test, ...before], separator)
  const texts = new Map(files.map((file) => [file, readText(path.join(lab.suite.root, file))]))
  const find = (id: string): Source => findSource(id, separator, texts)
  const own = find(test)
  const sources = before.map((id) => ({ id, ...find(id) }))
  const imports = files.length > 1 ? await readImports(lab, texts) : new Map<string, ReadonlySet<string>>()
  const weigh = nameWeights(sources.map(({ body }) => body))
  const ownNames = new Set(namesIn(own.body))
  const isConsistent = consistentWith(seen)
  const scored = sources.map(({ id, file, body }) => ({
    id,
    likeness: likeness(body, ownNames, weigh),
    kinship: file === own.file ? 1 : sharedModules(imports, own.file, file),
    factor: (isConsistent(id) ? consistentFactor : 1) * (sharesProcess || file === own.file ? ownFileFactor : 1),
  }))
  const best = Math.max(0, ...scored.map((entry) => entry.likeness))
  const weighted = scored.map((entry) => ({ ...entry, weight: entry.factor * weightOf[relationOf(entry, best)] }))
  const sorted = weighted.sort((a, b) => b.weight - a.weight || b.likeness - a.likeness || b.kinship - a.kinship)
  return { tests: sorted.map(({ id }) => id), weights: sorted.map(({ weight }) => weight) }
}

function relationOf(
  { likeness: own, kinship }: { readonly likeness: number; readonly kinship: number },
  best: number,
): keyof typeof weightOf {
  if (own > 0 && own >= best * outstandingShare) return 'outstanding'
  return own > 0 || kinship > 0 ? 'related' : 'other'
}

/** Whether one test alone may be what did it: it was there whenever it was shown, and never where it was not. */
function consistentWith(seen: readonly OrderSighting[]): (test: string) => boolean {
  const runs = seen.map(({ before, isShown }) => ({ before: new Set(before), isShown }))
  return (test) => runs.every(({ before, isShown }) => before.has(test) === isShown)
}

/** The text of a test. Empty where it cannot be found. */
export function sourceOf({ suite }: Lab, test: string): string {
  const separator = suite.adapter.steering.isPython ? '::' : ' > '
  const [file = ''] = test.split(separator)
  return findSource(test, separator, new Map([[file, readText(path.join(suite.root, file))]])).body
}

function findSource(id: string, separator: string, texts: ReadonlyMap<string, string>): Source {
  const [file = '', ...names] = id.split(separator)
  return { file, body: bodyOf(texts.get(file) ?? '', names.at(-1) ?? '') }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Ranking is a guess: what cannot be read has nothing in common with anything.
    return ''
  }
}

const declaration =
  /\b(?:test|it|describe|suite|specify|context)(?:\.\w+)*\s*(?:\(|`)|^\s*(?:async\s+)?(?:def|class)\s|\bfunc\s+Test|\bfn\s+\w+/gm

/** The text of a test, found by its name. Empty where the name is computed. */
function bodyOf(text: string, name: string): string {
  const plain = name.replace(/ #\d+$/, '').replace(/\[.*\]$/s, '')
  const at = [`'${plain}'`, `"${plain}"`, `\`${plain}\``, `def ${plain}(`, `func ${plain}(`, `fn ${plain}(`]
    .map((literal) => text.indexOf(literal))
    .find((index) => index !== -1)
  if (plain === '' || at === undefined) return ''
  const rest = text.slice(at + plain.length)
  declaration.lastIndex = 0
  const next = [...rest.matchAll(declaration)].find(({ index }) => index > 1)
  return rest.slice(0, next?.index)
}

function namesIn(text: string): readonly string[] {
  return text.match(/[A-Za-z_$][\w$]{2,}/g) ?? []
}

/** A name that few of the bodies have says more than one that all have. */
function nameWeights(bodies: readonly string[]): (name: string) => number {
  const counts = new Map<string, number>()
  for (const body of bodies) for (const name of new Set(namesIn(body))) counts.set(name, (counts.get(name) ?? 0) + 1)
  return (name) => Math.log((bodies.length + 1) / (counts.get(name) ?? 1))
}

const assigned = /([\w$.[\]'"]+)\s*(?:[-+*/|&?]{0,2}=(?![=>])|\+\+|--|\.(?:push|set|add|delete|clear|mock\w+)\()/g
const assignedFactor = 3

function likeness(body: string, own: ReadonlySet<string>, weigh: (name: string) => number): number {
  const written = new Set([...body.matchAll(assigned)].flatMap(([, target = '']) => namesIn(target)))
  return [...new Set(namesIn(body))]
    .filter((name) => own.has(name))
    .reduce((sum, name) => sum + weigh(name) * (written.has(name) ? assignedFactor : 1), 0)
}

/** What each file imports or mocks of the repository itself. */
async function readImports(
  lab: Lab,
  texts: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const directory = commonDirectory([...texts.keys()])
  const data = (await askImports(lab, directory)) as
    | { readonly shown?: readonly { readonly path: string; readonly targets?: readonly string[] }[] }
    | undefined
  const imports = new Map([...texts].map(([file, text]) => [file, new Set(mockedModules(file, text))]))
  for (const { path: file, targets = [] } of data?.shown ?? []) {
    const known = imports.get(file) ?? new Set()
    imports.set(file, known)
    for (const target of targets) known.add(target)
  }
  return imports
}

const askedImports = new WeakMap<Lab, Map<string, Promise<unknown>>>()

/** Once for each directory: the files do not change meanwhile, and several searches go on side by side. */
async function askImports(lab: Lab, directory: string): Promise<unknown> {
  const known = askedImports.get(lab) ?? new Map<string, Promise<unknown>>()
  askedImports.set(lab, known)
  const options = { cwd: lab.suite.root, env: lab.commandEnvironment }
  const asked =
    known.get(directory) ?? askSibling('code-map', ['imports', directory, '--limit', String(importsMax)], options)
  known.set(directory, asked)
  return asked
}

/** `vi.mock('./queue')` and `patch("queue.send")` name what they replace as a word. */
function mockedModules(file: string, text: string): readonly string[] {
  const named = text.matchAll(/\b(?:mock|doMock|unstable_mockModule|patch)\(\s*['"`]([^'"`]+)['"`]/g)
  return [...named].map(([, name = '']) =>
    name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : `mock of ${name}`,
  )
}

function commonDirectory(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => file.split('/').slice(0, -1))
  const length = first.findIndex((part, index) => others.some((parts) => parts[index] !== part))
  return first.slice(0, length === -1 ? undefined : length).join('/') || '.'
}

/** Modules that both import: each counts for more the fewer files import it. */
function sharedModules(imports: ReadonlyMap<string, ReadonlySet<string>>, left: string, right: string): number {
  const theirs = imports.get(right) ?? new Set()
  const shared = [...(imports.get(left) ?? [])].filter((module) => theirs.has(module))
  const importers = (module: string): number => [...imports.values()].filter((modules) => modules.has(module)).length
  return shared.reduce((sum, module) => sum + 1 / importers(module), 0)
}
