import path from 'node:path'
import type { TextEdit } from '../../plan/make-plan.ts'
import { isRelative, relativePath } from '../../move/specifier.ts'
import { compiledName } from '../../move/layout.ts'
import { showPlace } from '../../move/symbol/cannot-move.ts'
import { kindOf, spanOf } from '../../rewrite/syntax.ts'
import type { CommonJs, Require } from './common-js.ts'
import { exportEdits, wholeStatements } from './export-edits.ts'
import type { ExportPlan } from './export-plan.ts'
import { FreshNames } from './fresh-names.ts'
import { importEdits, type ImportTarget } from './import-lines.ts'
import {
  commonJsShape,
  defaultShape,
  esmShape,
  jsonShape,
  namedShape,
  packageShape,
  type ModuleShape,
} from './module-shapes.ts'
import type { CommonJsWorld, Converted } from './require-to-import.ts'
import { surroundingsOf, type Surroundings } from './surroundings.ts'

export interface ConvertedText {
  readonly edits: readonly TextEdit[]
  /** Places of requires below code that runs before them, and will not any more. */
  readonly lateRequires: readonly string[]
}

export function convertModule(world: CommonJsWorld, { module, exports, keepsDefault }: Converted): ConvertedText {
  const { view } = module
  const surroundings = surroundingsOf(world.layout.files, view.file.path)
  const names = new FreshNames(view.root)
  const targetOf = (required: Require): ImportTarget => findTarget(world, { module, surroundings, required })
  const imports = importEdits({ module, surroundings, names, targetOf }, wholeStatements(exports))
  const edits = [
    ...imports.edits,
    ...exportEdits({ module, names, imports, keepsDefault }, exports),
    ...(surroundings.isEsm ? runtimeEdits(module) : []),
  ]
  return { edits: joinAtStart(edits), lateRequires: findLate(module) }
}

/** What an ES module has in the place of CommonJS's own names. */
function runtimeEdits({ view, directories, left }: CommonJs): readonly TextEdit[] {
  const edits = directories.map((node): TextEdit => {
    const fresh = node.text() === '__dirname' ? 'import.meta.dirname' : 'import.meta.filename'
    const parent = node.parent()
    const isShort = kindOf(node) === 'shorthand_property_identifier' && parent !== null
    const text = isShort ? `${node.text()}: ${fresh}` : fresh
    return { ...spanOf(node), new: text, kind: 'reference', shape: `\`${fresh}\`` }
  })
  if (left.length === 0) return edits
  const semicolon = /;\r?$/m.test(view.text) ? ';' : ''
  const quote = view.text.split('"').length > view.text.split("'").length ? '"' : "'"
  const start = headOf(view.text)
  const lines = [
    `import { createRequire } from ${quote}node:module${quote}${semicolon}`,
    `const require = createRequire(import.meta.url)${semicolon}`,
  ]
  return [
    ...edits,
    {
      start,
      end: start,
      new: `${lines.join('\n')}\n`,
      kind: 'import',
      shape: '`createRequire` for the requires that stay',
    },
  ]
}

/** Behind a first line for the system, directives and comments. */
function headOf(text: string): number {
  return (
    /^(?:#![^\n]*\n)?(?:\s*(?:\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/|(['"])use [^'"\n]+\1;?[ \t]*\r?\n))*\s*/.exec(
      text,
    )?.[0].length ?? 0
  )
}

/** Two edits that begin at one place are one. */
function joinAtStart(edits: readonly TextEdit[]): readonly TextEdit[] {
  const joined: TextEdit[] = []
  for (const edit of [...edits].sort((left, right) => left.start - right.start || left.end - right.end)) {
    const last = joined.at(-1)
    if (last?.start === edit.start && last.end === last.start) {
      joined[joined.length - 1] = { ...edit, new: last.new + edit.new, shape: `${last.shape}, ${edit.shape}` }
    } else joined.push(edit)
  }
  return joined
}

interface TargetCall {
  readonly module: CommonJs
  readonly surroundings: Surroundings
  readonly required: Require
}

function findTarget(world: CommonJsWorld, { module, surroundings, required }: TargetCall): ImportTarget {
  const { specifier } = required
  const from = module.view.file.path
  const target = world.layout.resolve(from, specifier)
  if (target === undefined) {
    if (specifier.endsWith('.json')) return { specifier, shape: jsonShape }
    if (isRelative(specifier)) return { specifier, shape: commonJsShape }
    return { specifier, shape: packageShape(world.place.root, from, specifier) }
  }
  const isShort =
    isRelative(specifier) &&
    surroundings.needsExtension &&
    path.posix.basename(specifier) !== path.posix.basename(target)
  const whole = relativePath(from, target)
  const written = isShort ? (compiledName(whole) ?? whole) : specifier
  return { specifier: written, shape: shapeOf(world, target) }
}

/** What a file of this code base gives after the change. */
function shapeOf({ modules, converted }: CommonJsWorld, target: string): ModuleShape {
  if (target.endsWith('.json')) return jsonShape
  const own = converted.get(target)
  if (own !== undefined && own.exports.kind !== 'none') return shapeOfPlan(own.exports)
  const view = modules.get(target)?.view
  const isEsm = view?.links.some(({ module }) => module !== undefined) === true || hasExport(view?.text ?? '')
  return isEsm ? esmShape : commonJsShape
}

function shapeOfPlan(plan: ExportPlan): ModuleShape {
  if (plan.kind === 'list') return namedShape(plan.values.map(({ name }) => name))
  return plan.kind === 'members' ? namedShape(plan.members.map(({ name }) => name)) : defaultShape
}

function hasExport(text: string): boolean {
  return /^export\s/m.test(text)
}

/** Imports run first of all. Where a require stands below code that does something, that is another order. */
function findLate({ view, requires }: CommonJs): readonly string[] {
  const running = view.statements.find((statement) => mayAct(statement.text(), kindOf(statement)))
  if (running === undefined) return []
  const { start } = spanOf(running)
  const late = requires.filter(({ statement }) => spanOf(statement).start > start)
  return late.map(({ call }) => showPlace(view, spanOf(call).start))
}

function mayAct(text: string, kind: string): boolean {
  if (/^(?:import|export)_statement$|_declaration$|^function/.test(kind) && !/^(?:lexical|variable)_/.test(kind))
    return false
  if (/^(['"])use [^'"]+\1;?$/.test(text) || /^(?:module\.)?exports\b/.test(text)) return false
  // A declaration acts where it calls something else than require.
  const calls = text.replaceAll(/\brequire\s*\(\s*(['"`])[^'"`]*\1\s*\)/g, '')
  return /^(?:lexical|variable)_declaration$/.test(kind)
    ? /^[^=]*=[^{]*\(/.test(calls) && !/=\s*(?:async\s*)?(?:function\b|\([^()]*\)\s*=>)/.test(calls)
    : calls.trim() !== '' && calls.trim() !== ';'
}
