/** What is known of a test for a change. */
export interface RankFacts {
  readonly path: string
  /** Steps from the change; undefined where only a rule leads here. */
  readonly distance: number | undefined
  /** It only loads what changed. */
  readonly isLoadOnly: boolean
  /** 0 to 1: how often it changed together with the changed files and lines. */
  readonly likeness: number
  /** 0 to 1: how much it speaks of what is on the changed lines. */
  readonly words: number
  /** 0 to 1: how much of the name of its file is made of the names of changed declarations. */
  readonly title: number
  /** 0 to 1: and of names on the changed lines. */
  readonly titleWords: number
  /** 0 to 1: how much it speaks of the changed declarations. */
  readonly naming: number
  readonly isConfirmed: boolean
  readonly isChanged: boolean
}

/** All but the last two were fitted to past commits of seven repositories, Vue not among them: `replay` in `bench/impact.mjs`. */
const WEIGHTS = {
  history: 4.2,
  name: 1.0,
  nearness: 1.4,
  words: 3.2,
  place: 0.3,
  title: 0.6,
  titleWords: 0.9,
  naming: 2.1,
  changed: 22,
  confirmed: 2.5,
}

export interface Score {
  /** More is earlier. */
  readonly total: number
  /** Each from 0 to 1. */
  readonly history: number
  readonly name: number
  readonly nearness: number
  readonly words: number
  readonly place: number
  readonly title: number
  readonly titleWords: number
  readonly naming: number
}

/** How early a test should run. Distance, name, words and history each see what the others do not; together they order best. */
export function scoreTest(facts: RankFacts, changed: ChangedNames): Score {
  const { path, distance, isLoadOnly, likeness, isConfirmed, isChanged } = facts
  const nearness = distance === undefined ? 0 : 1 / (1 + distance + (isLoadOnly ? LOAD_STEPS : 0))
  const history = onScale(likeness)
  const { name, place } = changed.likeness(path)
  const known = (isChanged ? WEIGHTS.changed : 0) + (isConfirmed ? WEIGHTS.confirmed : 0)
  const { words, title, titleWords, naming } = facts
  const parts = { history, name, nearness, words, place, title, titleWords, naming }
  const total = PARTS.reduce((sum, part) => sum + WEIGHTS[part] * parts[part], known)
  return {
    total: round(total),
    history: round(history),
    name: round(name),
    nearness: round(nearness),
    words: round(words),
    place: round(place),
    title: round(title),
    titleWords: round(titleWords),
    naming: round(naming),
  }
}

const PARTS = ['history', 'name', 'nearness', 'words', 'place', 'title', 'titleWords', 'naming'] as const

/** From chance to weight of evidence: twice as likely counts the same, whether of little or of much. From 0 to 1 again. */
function onScale(likeness: number): number {
  return Math.log1p(likeness / RARELY) / Math.log1p(1 / RARELY)
}

/** Less often than this is as good as never. */
const RARELY = 0.02

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** What is only loaded counts as this much further away. */
const LOAD_STEPS = 4

/** Of more changed files only those are compared that have the test's own name. */
const comparedMax = 300

interface Named {
  readonly stem: string
  readonly directories: readonly string[]
}

/** The names of the changed files, for comparison with those of tests. */
export class ChangedNames {
  readonly #all: readonly Named[]
  readonly #byStem: ReadonlyMap<string, readonly Named[]>

  constructor(paths: readonly string[]) {
    this.#all = paths.map(nameOf)
    const byStem = new Map<string, Named[]>()
    for (const named of this.#all) {
      const known = byStem.get(named.stem)
      if (known === undefined) byStem.set(named.stem, [named])
      else known.push(named)
    }
    this.#byStem = byStem
  }

  /** From 0 to 1 each: `name` 1 is `a/b.spec.ts` for `a/b.ts`, `place` 1 is a directory that a changed file is in. */
  likeness(test: string): { readonly name: number; readonly place: number } {
    const named = nameOf(test)
    const compared = this.#all.length > comparedMax ? (this.#byStem.get(named.stem) ?? []) : this.#all
    let [name, place] = [0, 0]
    for (const source of compared) {
      const near = directoryLikeness(named.directories, source.directories)
      name = Math.max(name, nameLikeness(named, source) * (0.6 + 0.4 * near))
      place = Math.max(place, near)
    }
    return { name, place }
  }
}

/** Whether a test has the name of a file, in a directory that is its own but for the directories of tests and sources. */
export function isNamesake(test: string, source: string): boolean {
  const [left, right] = [nameOf(test), nameOf(source)]
  return left.stem === right.stem && left.stem !== '' && directoryLikeness(left.directories, right.directories) === 1
}

/** A file that stands for its directory has the directory's name. */
function nameOf(path: string): Named {
  const directories = path
    .split('/')
    .slice(0, -1)
    .filter((part) => !IGNORED.has(part))
  const own = fileStem(path).toLowerCase()
  // As `timing/timing.ts` does, too.
  const isDirectory =
    directories.length > 0 && (STANDS_FOR_DIRECTORY.has(own) || own === directories.at(-1)?.toLowerCase())
  return isDirectory
    ? { stem: directories.at(-1)?.toLowerCase() ?? '', directories: directories.slice(0, -1) }
    : { stem: own, directories }
}

const STANDS_FOR_DIRECTORY: ReadonlySet<string> = new Set(['index', '__init__', 'mod'])

const IGNORED: ReadonlySet<string> = new Set(['test', 'tests', '__tests__', 'spec', 'src', 'lib', 'unit'])

function nameLikeness(test: Named, source: Named): number {
  return test.stem === source.stem ? 1 : partLikeness(test.stem, source.stem)
}

/** The name of a file without what every test's name has. */
export function fileStem(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1)
  return base
    .replace(/\.[^.]+$/, '')
    .replace(/[._-](?:test|spec|tests)$|^test_/, '')
    .replace(/\.(?:test|spec)$/, '')
}

/** One name is a part of the other, or they share words. */
function partLikeness(left: string, right: string): number {
  if (left === '' || right === '') return 0
  const [short, long] = left.length < right.length ? [left, right] : [right, left]
  if (short.length >= NAME_MIN && long.includes(short)) return 0.7 * (short.length / long.length) + 0.2
  return 0
}

const NAME_MIN = 3

function directoryLikeness(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 && right.length === 0) return 1
  let shared = 0
  while (shared < Math.min(left.length, right.length) && left[shared] === right[shared]) shared++
  return shared / Math.max(left.length, right.length)
}
