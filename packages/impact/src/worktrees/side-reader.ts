import { mergeBase, rememberCommit, runGit, type Repository, type Scratch } from '@groundcrew/core/repo'
import { readTreeChanges } from '../change/read-changes.ts'
import { originalPath, type Side } from './side.ts'
import type { LineOfWork } from './lines-of-work.ts'
import { ObjectBatch } from './object-batch.ts'
import type { Compiler } from './compile/compiler.ts'
import { GoChecker } from './compile/go-checker.ts'
import { ScriptChecker } from './compile/script-checker.ts'
import { TextReader } from './compile/tree-texts.ts'
import { SourceTree, type KnownFiles } from './source-tree.ts'

interface ReaderPlace {
  readonly repository: Repository
  readonly scratch: Scratch
  /** The commit of the work tree of the repository, with what is not committed. */
  readonly mine: string
  readonly main: string | undefined
}

/** Reads what two lines of work changed, each against what it shares with the other one and with the default branch. */
export class SideReader {
  readonly #over: Repository
  readonly #batch: ObjectBatch
  readonly #main: string | undefined
  readonly #known: KnownFiles = new Map()
  readonly #trees = new Map<string, SourceTree>()
  readonly #sides = new Map<string, Promise<Side>>()
  readonly compilers: readonly Compiler[]

  constructor({ repository, scratch, mine, main }: ReaderPlace) {
    this.#over = scratch.over(repository)
    this.#batch = new ObjectBatch(this.#over)
    const root = repository.root ?? repository.git.cwd
    this.compilers = [
      new ScriptChecker(new TextReader(this.#over, this.#batch), root),
      new GoChecker({ over: this.#over, batch: this.#batch, root, directory: scratch.directory, mine }),
    ]
    this.#main = main
  }

  /** The same object for the same commit, or tree: what was read is shared. */
  tree(commit: string): SourceTree {
    const known = this.#trees.get(commit)
    if (known !== undefined) return known
    const tree = new SourceTree({ repository: this.#over, batch: this.#batch, commit, known: this.#known })
    this.#trees.set(commit, tree)
    return tree
  }

  /** undefined where the two have no commit in common. */
  async read(line: LineOfWork, other: LineOfWork): Promise<Side | undefined> {
    const base = await this.#baseOf(line.commit, other.commit)
    if (base === undefined) return undefined
    const key = `${line.commit} ${base}`
    const known = this.#sides.get(key)
    if (known !== undefined) return await known
    const side = this.#read(line, base)
    this.#sides.set(key, side)
    return await side
  }

  /** The last commit of a line that is in the other one or in the default branch. */
  async #baseOf(commit: string, other: string): Promise<string | undefined> {
    if (this.#main === undefined || this.#main === other || this.#main === commit) {
      const base = await mergeBase(this.#over, commit, other)
      return base.kind === 'found' ? base.commit : undefined
    }
    // With more than two, git takes the later ones for one that has them all.
    const { code, stdout } = await runGit(this.#over, ['merge-base', commit, other, this.#main])
    return code === 0 ? rememberCommit(this.#over, stdout.toString('utf8').trim()) : undefined
  }

  async #read(line: LineOfWork, base: string): Promise<Side> {
    const next = { kind: 'commit', commit: line.commit } as const
    const files = await readTreeChanges(this.#over, { base, next }, async (tree, paths) =>
      tree.kind === 'commit' ? await this.tree(tree.commit).readAll(paths) : new Map(),
    )
    const [before, after] = [this.tree(base), this.tree(line.commit)]
    const read = files.filter(({ isBinary, isSubmodule }) => !isBinary && !isSubmodule)
    // All at once: each call of git takes as long as many files.
    await Promise.all([before.load(read.map(originalPath)), after.load(read.map(({ path }) => path))])
    return { line, files, before, after }
  }
}
