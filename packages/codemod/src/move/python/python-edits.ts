import path from 'node:path'
import type { Candidate } from '../../plan/candidates.ts'
import type { EditedFile, TextEdit } from '../../plan/make-plan.ts'
import { byteOffsets, lineColumns } from '../../plan/text-file.ts'
import type { Moves } from '../moved-paths.ts'
import type { ScriptTally } from '../script-edits.ts'
import { findPythonImports, type PythonImport, type PythonName } from './python-imports.ts'
import { isPython, moduleOf, type PythonModules } from './python-modules.ts'

export interface PythonCall {
  readonly moves: Moves
  readonly before: PythonModules
  readonly after: PythonModules
  readonly tally: ScriptTally
}

type FromImport = PythonImport & { readonly kind: 'from' }

/** What a Python file writes otherwise after a move: imports, the dotted names that they bind, and names in strings that are known to be modules. */
export function editPython(file: Candidate, call: PythonCall): readonly TextEdit[] {
  const editor = new PythonEditor(file, call)
  const statements = findPythonImports(file)
  editor.learn(statements)
  for (const statement of statements) {
    if (statement.kind === 'import') editor.editImport(statement)
    else editor.editFrom(statement)
  }
  editor.editNames()
  return editor.edits
}

class PythonEditor {
  readonly edits: TextEdit[] = []
  readonly #file: Candidate
  readonly #call: PythonCall
  readonly #newFrom: string
  /** The modules that names of this file stand for. */
  readonly #bound = new Map<string, string>()
  /** Packages whose own name changes: `import a.b` binds `a`. */
  readonly #renamed = new Map<string, string>()

  constructor(file: Candidate, call: PythonCall) {
    this.#file = file
    this.#call = call
    this.#newFrom = call.moves.newPath(file.path)
  }

  /** What the imports bind, before anything is edited. */
  learn(statements: readonly PythonImport[]): void {
    for (const statement of statements) {
      const name = statement.module.name.replaceAll(/\s/g, '')
      const found = this.#call.before.resolve(this.#file.path, name)
      if (found === undefined) continue
      if (statement.kind === 'from') {
        for (const own of statement.names) {
          const module = joinModule(found.module, own.name)
          if (this.#call.before.has(module)) this.#bound.set(own.alias ?? own.name, module)
        }
        continue
      }
      const [head = ''] = name.split('.')
      const top = joinModule(found.root, head)
      this.#bound.set(statement.alias ?? head, statement.alias === undefined ? top : found.module)
      const fresh = this.#call.after.absolute(this.#newFrom, this.#newModule(top), found.root)
      const isDotted = statement.alias === undefined && name.includes('.')
      if (isDotted && fresh !== undefined && fresh !== head) this.#renamed.set(head, fresh)
    }
  }

  editImport({ module, alias, isAlone }: PythonImport & { readonly kind: 'import' }): void {
    this.#call.tally.imports++
    const found = this.#find(module)
    if (found === undefined) return
    const name = module.name.replaceAll(/\s/g, '')
    const fresh = this.#call.after.absolute(this.#newFrom, found.newModule, found.root)
    if (fresh === name) return
    if (fresh === undefined) return this.#lose(module.start, name)
    const shape = '`import` of a module'
    if (alias !== undefined || name.includes('.') || this.#renamed.get(name) === fresh) {
      this.edits.push({ start: module.start, end: module.end, new: fresh, kind: 'import', shape })
      return
    }
    // The name that it binds stays.
    const [parent, last] = split(fresh)
    const { text } = this.#file.decoded
    const keyword = text.lastIndexOf('import', module.start)
    if (isAlone && last === name && parent !== '') {
      this.edits.push({ start: keyword, end: module.end, new: `from ${parent} import ${name}`, kind: 'import', shape })
    } else this.edits.push({ start: module.start, end: module.end, new: `${fresh} as ${name}`, kind: 'import', shape })
  }

  editFrom(statement: FromImport): void {
    const { module, names } = statement
    this.#call.tally.imports++
    const found = this.#find(module)
    const own = this.#call.before.resolve(this.#file.path, module.name)
    if (own === undefined) return
    // A name may be a module of its own, which goes elsewhere than its package.
    const parted = names.filter(({ name }) => this.#goesElsewhere(own.module, name))
    const fresh = this.#write(module.name, found?.newModule ?? own.module, own.root)
    const stays = names.length > parted.length
    if (stays && fresh === undefined) return this.#lose(module.start, module.name)
    if (stays && fresh !== undefined && fresh !== module.name) {
      this.edits.push({ start: module.start, end: module.end, new: fresh, kind: 'import', shape: '`from … import`' })
    }
    if (parted.length > 0) this.#part(statement, parted, own)
  }

  /** `a.b.name` where `import a.b` has become `import a.c`, and the names of modules in strings. */
  editNames(): void {
    const { decoded, facts } = this.#file
    const { text } = decoded
    const offsetOf = byteOffsets(decoded)
    const taken = this.edits.map(({ start, end }) => ({ start, end }))
    for (const match of text.matchAll(/(?<![\p{L}\p{N}_.])[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu)) {
      const start = match.index
      if (taken.some((edit) => edit.start <= start && start < edit.end)) continue
      const kind = this.#mayMatter(match[0]) ? facts.kindAt(offsetOf(start)) : 'text'
      if (kind === 'code') this.#editChain(match[0], start)
      if (kind === 'string') this.#editString(match[0], start)
    }
  }

  #mayMatter(chain: string): boolean {
    return chain.includes('.') || this.#renamed.has(chain)
  }

  /** `a.b.name` where `a` is a package by an import, and `a.b` a module that moves. */
  #editChain(chain: string, start: number): void {
    const parts = chain.split('.')
    const [head = ''] = parts
    const top = this.#bound.get(head)
    if (top === undefined || this.#isKeyword(chain, start)) return
    let [module, length] = [top, 1]
    while (length < parts.length && this.#call.before.has(joinModule(module, parts[length] ?? ''))) {
      module = joinModule(module, parts[length++] ?? '')
    }
    const [newTop, newModule] = [this.#newModule(top), this.#newModule(module)]
    if (newModule !== newTop && !newModule.startsWith(`${newTop}/`)) {
      return this.#lose(start, parts.slice(0, length).join('.'))
    }
    const old = parts.slice(0, length).join('.')
    const fresh = (this.#renamed.get(head) ?? head) + newModule.slice(newTop.length).replaceAll('/', '.')
    if (fresh === old) return
    this.edits.push({
      start,
      end: start + old.length,
      new: fresh,
      kind: 'reference',
      shape: `\`${old}\` as \`${fresh}\``,
    })
  }

  /** `f(name=1)` names a parameter. */
  #isKeyword(chain: string, start: number): boolean {
    return !chain.includes('.') && /^\s*=(?!=)/.test(this.#file.decoded.text.slice(start + chain.length))
  }

  #editString(chain: string, start: number): void {
    const { text } = this.#file.decoded
    const isWhole = /['"]$/.test(text.slice(0, start)) && /^['"]/.test(text.slice(start + chain.length))
    const old = this.#movedPrefix(chain)
    if (old === undefined) return
    const isModule =
      isWhole &&
      /\b(?:import_module|__import__|(?:\.|\b)patch(?:\.dict)?|(?:monkeypatch\.)?(?:set|del)attr|importorskip)\s*\(\s*[rbuRBU]?['"]$/.test(
        text.slice(0, start),
      )
    if (!isModule) return this.#count('the old module name in a string', start)
    this.edits.push({
      start,
      end: start + old.name.length,
      new: old.fresh,
      kind: 'string',
      shape: 'name of a module in a call',
    })
  }

  /** The longest part of a dotted name that is a module which moves. */
  #movedPrefix(chain: string): { readonly name: string; readonly fresh: string } | undefined {
    const parts = chain.split('.')
    for (let length = parts.length; length > 1; length--) {
      const name = parts.slice(0, length).join('.')
      const found = this.#call.before.resolve(this.#file.path, name)
      if (found === undefined) continue
      const newModule = this.#newModule(found.module)
      if (newModule === found.module) return undefined
      const fresh = this.#call.after.absolute(this.#newFrom, newModule, found.root)
      return fresh === undefined || fresh === name ? undefined : { name, fresh }
    }
    return undefined
  }

  #find({ name }: { readonly name: string }): { readonly newModule: string; readonly root: string } | undefined {
    const found = this.#call.before.resolve(this.#file.path, name.replaceAll(/\s/g, ''))
    return found === undefined ? undefined : { newModule: this.#newModule(found.module), root: found.root }
  }

  #newModule(module: string): string {
    const { moves } = this.#call
    for (const extension of ['.py', '.pyi']) {
      const fresh = moves.files.get(module + extension)
      if (fresh !== undefined) return moduleOf(fresh)
    }
    return moves.newPath(module)
  }

  #goesElsewhere(parent: string, name: string): boolean {
    const module = joinModule(parent, name)
    if (!this.#call.before.has(module)) return false
    const newParent = this.#newModule(parent)
    return this.#newModule(module) !== joinModule(newParent, name)
  }

  #write(old: string, module: string, root: string): string | undefined {
    const { after } = this.#call
    const absolute = (): string | undefined => after.absolute(this.#newFrom, module, root)
    if (!old.startsWith('.')) return absolute()
    return after.relative(this.#newFrom, module) ?? absolute()
  }

  /** Names that go to another module get a statement of their own, where others stay. */
  #part(
    statement: FromImport,
    parted: readonly PythonName[],
    own: { readonly module: string; readonly root: string },
  ): void {
    const { module, names, statement: span, indent } = statement
    const lines = parted.map(({ name, alias, start }) => {
      const fresh = this.#newModule(joinModule(own.module, name))
      const [parent, last] = [path.posix.dirname(fresh), path.posix.basename(fresh)]
      const from = this.#write(module.name, parent === '.' ? '' : parent, own.root)
      const isBare = parent === '.' && !module.name.startsWith('.')
      if (from === undefined && !isBare) this.#lose(start, name)
      const bound = alias ?? name
      if (isBare) return `import ${last}${last === bound ? '' : ` as ${bound}`}`
      return `from ${from ?? module.name} import ${last}${last === bound ? '' : ` as ${bound}`}`
    })
    const shape = '`from … import` of a module'
    if (parted.length === names.length) {
      this.edits.push({ ...span, new: lines.join(`\n${indent}`), kind: 'import', shape })
      return
    }
    for (const name of parted) {
      const index = names.indexOf(name)
      const next = names[index + 1]
      const previous = names.slice(0, index).findLast((other) => !parted.includes(other))
      if (next !== undefined) this.edits.push({ start: name.start, end: next.start, new: '', kind: 'import', shape })
      else if (previous !== undefined)
        this.edits.push({ start: previous.end, end: name.end, new: '', kind: 'import', shape })
    }
    this.edits.push({
      start: span.end,
      end: span.end,
      new: `\n${indent}${lines.join(`\n${indent}`)}`,
      kind: 'import',
      shape,
    })
  }

  #lose(start: number, name: string): void {
    this.#call.tally.lost.push(`${this.#place(start)} '${name}'`)
  }

  #count(reason: string, start: number): void {
    this.#call.tally.counter.add(reason, this.#place(start))
  }

  #place(start: number): string {
    const { line, column } = lineColumns(this.#file.decoded.text)(start)
    return `${this.#file.path}:${line}:${column}`
  }
}

/** Places where the old name of a module stands in full, and no edit changes it: configurations, prose, comments. */
export function findModuleNames(
  { moves, before, tally }: PythonCall,
  files: readonly Candidate[],
  edited: readonly EditedFile[],
): void {
  const name = before.absolute(moves.source, moduleOf(moves.source))
  if (name === undefined || !name.includes('.')) return
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{N}_.])${name.replaceAll('.', String.raw`\.`)}(?![\p{L}\p{N}_])`,
    'gu',
  )
  const byPath = new Map(edited.map(({ file, edits }) => [file.path, edits]))
  for (const { path: file, decoded, facts } of files) {
    const [placeOf, offsetOf] = [lineColumns(decoded.text), byteOffsets(decoded)]
    for (const { index } of decoded.text.matchAll(pattern)) {
      if (isPython(file) && facts.kindAt(offsetOf(index)) !== 'comment') continue
      if (byPath.get(file)?.some((edit) => edit.start <= index && index < edit.end) === true) continue
      const { line, column } = placeOf(index)
      tally.counter.add('the old module name in a text', `${file}:${line}:${column}`)
    }
  }
}

function joinModule(parent: string, name: string): string {
  return parent === '' ? name : `${parent}/${name}`
}

function split(dotted: string): readonly [parent: string, last: string] {
  const at = dotted.lastIndexOf('.')
  return [dotted.slice(0, Math.max(0, at)), dotted.slice(at + 1)]
}
