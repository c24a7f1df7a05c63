import type { RemainderCounter } from '../../review/remainder-counter.ts'
import type { Layout } from '../layout.ts'
import type { Moves } from '../moved-paths.ts'
import { isRelative, newSpecifier, relativeForms } from '../specifier.ts'
import type { ModuleView } from './module-view.ts'
import type { Piece } from './moved-code.ts'
import type { Scopes } from './scopes.ts'

/** What moves from where to where, and what is found out on the way. */
export interface SymbolMove {
  readonly scopes: Scopes
  readonly before: Layout
  readonly after: Layout
  /** The source as if it stood at the target. */
  readonly moves: Moves
  readonly source: ModuleView
  readonly target: ModuleView
  readonly names: ReadonlySet<string>
  readonly pieces: readonly Piece[]
  /** Those that are nothing at run time. */
  readonly typeNames: ReadonlySet<string>
  /** Those that the source exports by their own name. */
  readonly exported: ReadonlySet<string>
  readonly counter: RemainderCounter
  /** Places that go on by way of the source. */
  readonly viaSource: Set<string>
}

/** The source as if it stood at the target: what leads to it and what it leads to are written accordingly. */
export function asMoves(source: string, target: string): Moves {
  return {
    source,
    target,
    isDirectory: false,
    files: new Map([[source, target]]),
    leftBehind: [],
    newPath: (file) => (file === source ? target : file),
  }
}

/** How a file that imports the source writes the target; undefined where nothing leads there. */
export function toTarget({ before, after, moves }: SymbolMove, from: string, specifier: string): string | undefined {
  // The source itself does not move: a file beside it goes on from where it is.
  const found = newSpecifier({
    specifier,
    from,
    moves: { ...moves, newPath: (file) => (file === from ? from : moves.newPath(file)) },
    before,
    after,
  })
  if (found.kind === 'changes') return found.specifier
  return found.kind === 'stays' ? specifier : undefined
}

/** How the target writes what the source imports. */
export function fromTarget({ before, after, moves, source }: SymbolMove, specifier: string): string | undefined {
  const found = newSpecifier({ specifier, from: source.file.path, moves, before, after })
  if (found.kind === 'changes') return found.specifier
  return found.kind === 'stays' ? specifier : undefined
}

/** A relative path between two files, in the way of those that are written already. */
export function between(move: SymbolMove, from: string, to: string): string {
  const style = sampleOf(move)
  const forms = relativeForms(from, to, style)
  return forms.find((form) => move.after.resolve(from, form) === to) ?? forms[0] ?? to
}

function sampleOf({ source, target, before }: SymbolMove): { readonly specifier: string; readonly target: string } {
  for (const { file, links } of [source, target]) {
    for (const { module } of links) {
      if (module === undefined || !isRelative(module)) continue
      const led = before.resolve(file.path, module)
      if (led !== undefined && /\.[cm]?[jt]sx?$/.test(led)) return { specifier: module, target: led }
    }
  }
  // Node's own module system wants the whole name.
  const isPlain = /\.(?:[cm]js|js)$/.test(source.file.path)
  return isPlain ? { specifier: './x.js', target: 'x.js' } : { specifier: './x', target: 'x.ts' }
}
