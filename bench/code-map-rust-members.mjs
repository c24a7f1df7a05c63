/**
 * Whether `code-map refs Type.method` tells the methods of one type from those of others in Rust, by the judgement of rustc. Asked for are methods whose name
 * several types have, those of the standard library included: of the lines that are called resolved, how many name a method of that type, or of a trait that it
 * implements or that is implemented (precision), and of the lines that name one of that very type, how many are called resolved (recall). Code that is not
 * compiled (other targets, features) is not judged.
 * Measured with 60 to 120 methods, and before types were looked at: regex-syntax precision 1.00 (0.09) and recall 1.00 (0.97), regex-automata 1.00 (0.14) and 0.99 (0.62),
 * memchr 1.00 (0.25) and 0.94 (0.93), where macros are given types.
 * Usage: node bench/code-map-rust-members.mjs [--verbose] METHODS ROOT 'ARGUMENTS OF RUSTC' …
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const isVerbose = process.argv.includes('--verbose')
const [count = '80', root = '.', ...crates] = process.argv.slice(2).filter((word) => word !== '--verbose')
const tool = path.resolve(import.meta.dirname, '../bin/code-map')
const outputBytesMax = 1024 ** 3

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
  const env = { ...process.env, RUSTC_BOOTSTRAP: '1' }
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
    cwd: root,
    env,
  })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.slice(0, 4000)}`)
  return stdout
}

/** By place and method the owners that may be meant: types and traits. @type {Map<string, Set<string>>} */
const uses = new Map()
/** The same where the type is known at run time alone. @type {Map<string, Set<string>>} */
const openUses = new Map()
/** By method its owners. @type {Map<string, Set<string>>} */
const owners = new Map()
/** The owners that the crates declare. @type {Map<string, Set<string>>} */
const declared = new Map()
/** The types and traits of the code base. @type {Set<string>} */
const named = new Set()
/** Crates of other code bases. */
const foreign = new Set([
  'std',
  'core',
  'alloc',
  ...crates
    .flatMap((crate) => [...crate.matchAll(/--extern (\w+)=/g)].map(([, name = '']) => name))
    .filter(
      (name) =>
        !run('git', ['ls-files', '*.rs'])
          .split('\n')
          .some((file) => file.replaceAll('-', '_').includes(`${name}/`)),
    ),
])
/** By trait who implements it. @type {Map<string, Set<string>>} */
const implementers = new Map()
/** Lines with compiled code. @type {Set<string>} */
const compiled = new Set()
/** @type {Map<string, readonly string[]>} */
const sources = new Map()

/**
 * @param {Map<string, Set<string>>} sets
 * @param {string} key
 * @param {string} value
 */
function add(sets, key, value) {
  sets.set(key, (sets.get(key) ?? new Set()).add(value))
}

/** @param {string} file */
function linesOf(file) {
  const known = sources.get(file)
  if (known !== undefined) return known
  const lines = readFileSync(path.resolve(root, file), 'utf8').split('\n')
  sources.set(file, lines)
  return lines
}

/** `Vec` of `&mut std::vec::Vec<T>`. @param {string} type */
function headOf(type) {
  let plain = type.replace(/^(?:&(?:'\S+ )?(?:mut )?|\*(?:const|mut) |for<[^>]*> )+/, '')
  const dynamic = /^\(?(?:dyn|impl) (.*)$/.exec(plain)?.[1]
  plain = (dynamic ?? plain).replace(/^for<[^>]*> /, '')
  const [, before = '', found = plain.slice(0, 8)] =
    /^((?:\w+::)*)(\w+)/.exec(plain.replaceAll(/<impl at [^>]*>::/g, '')) ?? []
  const isForeign = foreign.has(before.split('::')[0] ?? '')
  return {
    name: isForeign ? before + found : found,
    isOpen: dynamic !== undefined || (before === '' && isParameter(found)),
  }
}

/** A type without a path that the code base does not declare. @param {string} name */
function isParameter(name) {
  return /^[A-Z]/.test(name) && !named.has(name)
}

/** The index behind the bracket that closes the first one. @param {string} text */
function closeOf(text) {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '<') depth++
    else if (text[at] === '>' && text[at - 1] !== '-' && --depth === 0) return at
  }
  return -1
}

/** `Foo::<T>::bar::<U>` and `<Foo as Trait<T>>::bar` as type, trait and method. @param {string} written */
function readPath(written) {
  const text = withoutArguments(written)
  const method = /::(\w+)$/.exec(text)?.[1]
  if (method === undefined) return undefined
  const before = text.slice(0, -method.length - 2)
  const isQualified = before.startsWith('<') && closeOf(before) === before.length - 1
  if (!isQualified) return { type: before.replace(/::<.*>$/s, ''), trait: undefined, method }
  const inner = before.slice(1, -1)
  const as = placeOfAs(inner)
  if (as === -1) return { type: inner.replace(/^impl /, ''), trait: undefined, method }
  return { type: inner.slice(0, as), trait: headOf(inner.slice(as + 4)).name, method }
}

/** Without the type arguments behind the last name. @param {string} text */
function withoutArguments(text) {
  if (!text.endsWith('>')) return text
  let depth = 0
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === '>' && text[at - 1] !== '-') depth++
    else if (text[at] === '<' && --depth === 0) return text.slice(0, at).replace(/::$/, '')
  }
  return text
}

/** Where ` as ` stands outside of brackets. @param {string} text */
function placeOfAs(text) {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    if ('<(['.includes(sign)) depth++
    else if (')]'.includes(sign) || (sign === '>' && text[at - 1] !== '-')) depth--
    else if (depth === 0 && text.startsWith(' as ', at)) return at
  }
  return -1
}

/** @param {string} span */
function readSpan(span) {
  const [, file = '', from = '', to = ''] = /^(.+?):(\d+):\d+: (\d+):\d+/.exec(span) ?? []
  return file === '' || file.startsWith('/rustc/') ? undefined : { file, from: Number(from), to: Number(to) }
}

/** @param {string} mir */
function readMir(mir) {
  let span = ''
  for (const line of mir.split('\n')) {
    const at = /\/\/ (?:in )?scope \d+ at (.*)$/.exec(line)?.[1] ?? /\/\/ \+ span: (.*)$/.exec(line)?.[1]
    const place = at === undefined ? undefined : readSpan(at)
    if (place !== undefined) {
      compiled.add(`${place.file}:${place.from}`)
      compiled.add(`${place.file}:${place.to}`)
    }
    if (line.includes('// + span:')) span = at ?? ''
    const value = /\/\/ \+ const_: Const \{ ty: .*, val: Value\((.*)\) \}$/.exec(line)?.[1]
    if (value !== undefined) addUse(span, value)
    const head = /^(?:const )?fn (?:.*::)?<impl at (.*?): \d+:\d+>::(\w+)\(/.exec(line)
    if (head !== null) addDeclared(head[1] ?? '', head[2] ?? '')
  }
}

/**
 * @param {string} span
 * @param {string} value
 */
function addUse(span, value) {
  const place = readSpan(span)
  const found = readPath(value)
  if (place === undefined || found === undefined) return
  const { name, isOpen } = headOf(found.type)
  for (let line = place.from; line <= Math.min(place.to, place.from + 10); line++) {
    const key = `${place.file}:${line} ${found.method}`
    if (!isOpen) add(uses, key, name)
    if (found.trait !== undefined) {
      add(uses, key, found.trait)
      if (isOpen) add(openUses, key, found.trait)
    } else if (isOpen) add(openUses, key, name)
  }
  if (!isOpen) add(owners, found.method, name)
  if (found.trait !== undefined) add(owners, found.method, found.trait)
}

/**
 * @param {string} at
 * @param {string} method
 */
function addDeclared(at, method) {
  const [, file = '', line = '', column = ''] = /^(.*):(\d+):(\d+)$/.exec(at) ?? []
  if (file.startsWith('/')) return
  const lines = linesOf(file)
  const from = Number(line) - 1
  const text = [lines[from]?.slice(Number(column) - 1) ?? '', ...lines.slice(from + 1, from + 20)].join('\n')
  if (!/^(?:unsafe )?impl\b/.test(text)) return
  const { type } = readHead(text)
  add(declared, method, headOf(type).name)
}

/** `impl<T> Trait for Type {` @param {string} text */
function readHead(text) {
  let plain = text.replace(/^(?:unsafe )?impl\s*/, '')
  if (plain.startsWith('<')) plain = plain.slice(closeOf(plain) + 1)
  const head = plain.slice(0, plain.search(/[{;]|\bwhere\b/))
  const [left = '', right] = head.split(/\s+for\s+(?!<)/)
  return right === undefined
    ? { type: left.trim(), trait: undefined }
    : { type: right.trim(), trait: headOf(left.trim()).name }
}

/** Traits and who implements them, of all files. */
function readTraits() {
  for (const file of run('git', ['ls-files', '*.rs']).split('\n').filter(Boolean)) {
    const text = linesOf(file).join('\n')
    for (const [, name = ''] of text.matchAll(/\b(?:struct|enum|union|trait) (\w+)/g)) named.add(name)
    for (const { index } of text.matchAll(/^[ \t]*(?:unsafe )?impl\b[^\n]*$/gm)) {
      const { type, trait } = readHead(text.slice(index, index + 1000).trimStart())
      if (trait !== undefined) add(implementers, trait, headOf(type).name)
    }
    for (const { 1: name = '', 2: body = '' } of text.matchAll(/\btrait (\w+)[^{;]*\{((?:[^}]|\}(?!\n\}))*)/g)) {
      for (const [, method = ''] of body.matchAll(/\bfn (\w+)/g)) add(declared, method, name)
    }
  }
}

readTraits()
for (const crate of crates) {
  const flags = '-Zunpretty=mir -Zmir-include-spans=on -Ztrim-diagnostic-paths=no -Zmir-opt-level=0 --cap-lints allow'
  readMir(run('rustc', [...crate.split(' '), ...flags.split(' ')]))
}
const used = new Set(
  [...uses].flatMap(([place, types]) => [...types].map((one) => `${one}.${place.slice(place.lastIndexOf(' ') + 1)}`)),
)
const asked = [...declared]
  .flatMap(([method, types]) => [...types].map((owner) => ({ owner, method })))
  .filter(({ owner, method }) => used.has(`${owner}.${method}`) && named.has(owner))
  .filter(({ method }) => new Set([...(owners.get(method) ?? []), ...(declared.get(method) ?? [])]).size > 1)
  .sort((left, right) => (`${left.method} ${left.owner}` < `${right.method} ${right.owner}` ? -1 : 1))
const step = Math.max(1, Math.floor(asked.length / Number(count)))
const found = { right: 0, wrong: 0, wanted: 0, missed: 0, unknown: 0 }
const sample = asked.filter((_, index) => index % step === 0).slice(0, Number(count))
for (const one of sample) compare(one)
const share = (/** @type {number} */ part, /** @type {number} */ whole) => (part / Math.max(1, whole)).toFixed(4)
console.log(
  `${sample.length} of ${asked.length} methods: precision ${share(found.right, found.right + found.wrong)} of ${found.right + found.wrong} lines, recall ${share(found.wanted - found.missed, found.wanted)} of ${found.wanted}; ${found.unknown} not found`,
)

/**
 * Fields and variables may have the name, too.
 * @param {{ readonly path: string, readonly line: number, readonly column: number }} place
 * @param {string} method
 */
function isOfMethod({ path: file, line, column }, method) {
  const text = Buffer.from(linesOf(file)[line - 1] ?? '')
  const before = text.subarray(0, column - 1).toString()
  const behind = text.subarray(column - 1 + Buffer.byteLength(method)).toString()
  return /::\s*$/.test(before) || (/\.\s*$/.test(before) && /^\s*(?:\(|::)/.test(behind))
}

/** @param {{ readonly owner: string, readonly method: string }} question */
function compare({ owner, method }) {
  const answer = run(tool, ['refs', `${owner}.${method}`, '--json', '--limit', '1000000', '-C', path.resolve(root)])
  /** @type {{ definitions: number, shown: readonly { path: string, line: number, column: number, label: string, role: string }[] }} */
  const { shown, definitions } = JSON.parse(answer).data
  if (definitions === 0) {
    found.unknown++
    if (isVerbose) console.log(`NONE ${owner}.${method}`)
    const lost = [...uses].filter(([key, types]) => key.endsWith(` ${method}`) && types.has(owner)).length
    found.wanted += lost
    found.missed += lost
    return
  }
  const places = shown.filter(
    ({ role, ...place }) => role !== 'definition' && role !== 'import' && isOfMethod(place, method),
  )
  const labels = new Map()
  for (const { path: file, line, label } of places) {
    const key = `${file}:${line}`
    if (labels.get(key) !== 'resolved') labels.set(key, label)
  }
  for (const [place, label] of labels) {
    if (!compiled.has(place)) continue
    const key = `${place} ${method}`
    const isWanted = uses.get(key)?.has(owner) === true
    if (label === 'resolved') {
      const isKin = [...(openUses.get(key) ?? [])].some(
        (trait) => trait === owner || implementers.get(trait)?.has(owner) === true,
      )
      const isRight = isWanted || isKin
      found[isRight ? 'right' : 'wrong']++
      if (!isRight) tell('WRONG', { owner, method, place })
    }
    if (!isWanted) continue
    found.wanted++
    if (label === 'resolved') continue
    found.missed++
    tell('MISS', { owner, method, place })
  }
}

/**
 * @param {string} what
 * @param {{ readonly owner: string, readonly method: string, readonly place: string }} use
 */
function tell(what, { owner, method, place }) {
  if (!isVerbose) return
  const [file = '', line = ''] = place.split(':')
  const meant = [...(uses.get(`${place} ${method}`) ?? [])].join('|')
  console.log(`${what} ${owner}.${method} ${place} (${meant}): ${linesOf(file)[Number(line) - 1]?.trim()}`)
}
