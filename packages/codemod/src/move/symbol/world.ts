import { sourceFacts } from '@groundcrew/code-map'
import { ToolError, usageError } from '@groundcrew/core/cli'
import { listFiles } from '@groundcrew/core/repo'
import { readTreeFile } from '../../apply/work-tree.ts'
import { fileFromRoot, findCandidates, literalPath, type Candidate, type Candidates } from '../../plan/candidates.ts'
import type { Place } from '../../plan/place.ts'
import type { RefusedFile } from '../../plan/types.ts'
import { isWholeWord } from '../../replace/matcher.ts'
import { Syntax } from '../../rewrite/syntax.ts'
import { oldLayout, type Layout } from '../layout.ts'
import { inRoot } from '../moved-paths.ts'
import type { MoveRequest } from '../request.ts'
import { needlesOf, otherNames } from '../needles.ts'
import { isScript } from '../script-edits.ts'
import { asMoves } from './symbol-move.ts'
import { viewModule, type ModuleView } from './module-view.ts'
import { mayHaveText } from '../../plan/text-file.ts'

/** Every script that may name the source, read. */
export interface World {
  readonly syntax: Syntax
  readonly found: Candidates
  readonly views: ReadonlyMap<string, ModuleView>
  readonly source: ModuleView
  readonly target: ModuleView
  readonly isNew: boolean
  readonly before: Layout
  readonly after: Layout
}

export async function readWorld(place: Place, { options }: MoveRequest): Promise<World> {
  const { symbols = [] } = options
  const sourcePath = fileFromRoot(place, options.source)
  const { files: listed } = await listFiles(place.root)
  const { targetPath, isNew } = findTarget(place, options.target, sourcePath)
  const syntax = await Syntax.load()
  const before = oldLayout(place, listed)
  const leaving = asMoves(sourcePath, sourcePath)
  // Who imports the module as a whole need not have the names.
  const needles = [...symbols, ...needlesOf(leaving), ...otherNames(leaving, listed, before)]
  const found = await findCandidates(place, {
    paths: [],
    mayMatch: (bytes) => needles.some((needle) => mayHaveText(bytes, needle)),
  })
  const whole = await findCandidates(place, {
    paths: [sourcePath, ...(isNew ? [] : [targetPath])].map(literalPath),
    mayMatch: () => true,
  })
  const files = new Map([...found.files, ...whole.files].map((file) => [file.path, file]))
  const sourceFile = files.get(sourcePath)
  if (sourceFile === undefined) throw refused(sourcePath)
  const targetFile = isNew ? await emptyFile(targetPath, sourceFile) : files.get(targetPath)
  if (targetFile === undefined) throw refused(targetPath)
  files.set(targetPath, targetFile)
  const after = oldLayout(place, [...new Set([...listed, targetPath])])
  const views = new Map<string, ModuleView>()
  for (const file of files.values()) {
    if (
      isScript(file.path) &&
      mayLead({ path: file.path, text: file.decoded.text }, { sourcePath, targetPath, before })
    )
      views.set(file.path, viewModule(syntax, file))
  }
  const [source, target] = [views.get(sourcePath), views.get(targetPath)]
  if (source === undefined || target === undefined)
    throw usageError('only scripts can be moved from or to', 'name TypeScript or JavaScript files')
  return { syntax, found, views, source, target, isNew, before, after }
}

/** Whether any string of a script names the source: only then it has to be read. */
function mayLead(
  file: { readonly path: string; readonly text: string },
  {
    sourcePath,
    targetPath,
    before,
  }: { readonly sourcePath: string; readonly targetPath: string; readonly before: Layout },
): boolean {
  if (file.path === sourcePath || file.path === targetPath) return true
  const modules = new Set([...file.text.matchAll(/(['"`])([^'"`\n]+)\1/g)].map((match) => match[2] ?? ''))
  return [...modules].some((module) => /^[.@#~\w$]/.test(module) && before.resolve(file.path, module) === sourcePath)
}

function findTarget(
  place: Place,
  text: string,
  sourcePath: string,
): { readonly targetPath: string; readonly isNew: boolean } {
  const targetPath = inRoot(place, text)
  if (targetPath === sourcePath) throw usageError(`${text} is where it is already`, 'name another file')
  const found = readTreeFile(place.root, targetPath)
  if (found.kind === 'refused')
    throw new ToolError('REFUSED', `${targetPath} is ${found.reason}`, { exitCode: 1, hint: 'name a file' })
  return { targetPath, isNew: found.kind === 'absent' }
}

async function emptyFile(path: string, { mode }: Candidate): Promise<Candidate> {
  const bytes = Buffer.alloc(0)
  return {
    path,
    mode: mode & 0o666,
    bytes,
    decoded: { encoding: 'utf-8', text: '' },
    facts: await sourceFacts(path, bytes),
  }
}

function refused(path: string): ToolError {
  return new ToolError('REFUSED', `${path} is not to be changed: it is ignored, generated or vendored`, {
    exitCode: 1,
    hint: 'name a source file',
  })
}

/** Files that may not be changed and have the names from the source. */
export function refusedImporters(
  { found, before, source, target }: World,
  names: readonly string[],
): readonly RefusedFile[] {
  const call = { sourcePath: source.file.path, targetPath: target.file.path, before }
  return found.untouchable.flatMap(({ path, reason, text }) => {
    if (!isScript(path) || !mayLead({ path, text }, call)) return []
    const matches = names.reduce((sum, name) => sum + countWords(text, name), 0)
    return matches === 0 ? [] : [{ path, reason, matches }]
  })
}

function countWords(text: string, word: string): number {
  let found = 0
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    if (isWholeWord(text, at, at + word.length)) found++
  }
  return found
}
