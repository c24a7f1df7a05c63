/** Makes a pair of branches of a shape: the files of their base and of each side. The same seed gives the same pair. */
import path from 'node:path'

/** @typedef {readonly (readonly [from: string, to: string])[]} Edits */
/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/**
 * @typedef {object} Shape
 * @property {string} name
 * @property {string} lib the module that both know
 * @property {boolean} [head] it begins its file
 * @property {Files} [files] others that are there before
 * @property {Edits} [first] what one side does to the module
 * @property {Edits} [secondLib] what the other one does to it
 * @property {string} [names] what the other one imports of it
 * @property {string} [second] what the other one writes
 * @property {boolean} [inPackage] in the package of the module
 * @property {boolean} [isDirect] not by way of a barrel
 * @property {string} [move] where one side moves the module
 * @property {boolean} [leaves] the old place hands it on
 * @property {Files} [firstFiles] what one side adds
 * @property {Files} [secondFiles] what the other one adds
 * @property {Record<string, Edits>} [firstEdits] what one side does to other files
 */

/**
 * @typedef {object} DataShape
 * @property {string} name
 * @property {string} path
 * @property {string} text
 * @property {Edits} [first]
 * @property {Edits} [second]
 * @property {Files} [firstFiles]
 * @property {Files} [secondFiles]
 */

/** What becomes of a file: edits, its whole text, nothing, or another one that is moved there. @typedef {Edits | string | null | { from: string, edits?: Edits }} FileChange */

/**
 * @typedef {object} ProjectShape whole files, as they are before and as each side leaves them
 * @property {string} name
 * @property {Files} files
 * @property {Record<string, FileChange>} first
 * @property {Record<string, FileChange>} second
 * @property {Files} [installed] packages that are there when the language is asked, and not when the radar is
 * @property {boolean} [isRefused] a checker that is not at hand here, pyright or a script of the project, was asked once and refuses the merge
 */

/** @typedef {Shape | DataShape | ProjectShape} AnyShape */
/** @typedef {import('../../../test/support/judge-pair.mjs').Family} Family */
/** @typedef {import('../../../test/support/judge-pair.mjs').Pair} Pair */
/** @typedef {(below: number) => number} Random */

/** @param {number} seed @returns {Random} */
function randomNumbers(seed) {
  let state = (seed * 2_654_435_761 + 97) % 2_147_483_648
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
  next()
  next()
  return (below) => Math.floor(next() * below)
}

/** @param {Family} family @param {AnyShape} shape @param {number} seed @returns {Pair} */
export function makePair(family, shape, seed) {
  const random = randomNumbers(seed)
  const { base, first, second } = makeFiles(family, shape, random)
  addNoise(family, first, { random, mark: 'one' })
  addNoise(family, second, { random, mark: 'two' })
  const rename = renaming(random)
  const [mine, theirs] = random(2) === 0 ? [first, second] : [second, first]
  const [isMineCommitted, isTheirsCommitted] = [random(2) === 0, random(2) === 0]
  return {
    family,
    name: shape.name,
    base: rename(base),
    mine: rename(mine),
    theirs: rename(theirs),
    isMineCommitted,
    isTheirsCommitted,
    ...('installed' in shape && { installed: shape.installed }),
    ...('isRefused' in shape && { isRefused: shape.isRefused }),
  }
}

const nouns = ['order', 'parcel', 'invoice', 'ticket', 'voyage', 'recipe', 'signal', 'beacon', 'ledger', 'garden']
const verbs = ['price', 'measure', 'estimate', 'collect', 'arrange', 'digest', 'inspect', 'convert']

/** Other words for the two that most shapes are about; `order=True` and `total_ordering` are Python's own. @param {Random} random @returns {(files: Files) => Files} */
function renaming(random) {
  const [noun, verb] = [nouns[random(nouns.length)] ?? 'order', verbs[random(verbs.length)] ?? 'price']
  const capital = (/** @type {string} */ word) => word.charAt(0).toUpperCase() + word.slice(1)
  const rename = (/** @type {string} */ text) =>
    text
      .replaceAll(/order(?!=True|ing)/g, noun)
      .replaceAll('Order', capital(noun))
      .replaceAll('price', verb)
      .replaceAll('Price', capital(verb))
  return (files) => Object.fromEntries(Object.entries(files).map(([name, text]) => [rename(name), rename(text)]))
}

/** A file with texts replaced wherever they stand. @param {Files} files @param {string} name @param {Edits} edits */
export function changed(files, name, edits) {
  return edits.reduce((text, [from, to]) => text.replaceAll(from, () => to), files[name] ?? '')
}

/** @param {string} text @param {Edits} edits */
function edited(text, edits) {
  let now = text
  for (const [from, to] of edits) {
    if (now.split(from).length !== 2) throw new Error(`not once in the text: ${from}\n${now}`)
    now = now.replace(from, () => to)
  }
  return now
}

/** @template T @param {readonly T[]} list @param {Random} random @returns {T} */
function one(list, random) {
  const found = list[random(list.length)]
  if (found === undefined) throw new Error('an empty list')
  return found
}

/** @typedef {{ base: Files, first: Files, second: Files }} Made */

/** @param {Family} family @param {AnyShape} shape @param {Random} random @returns {Made} */
function makeFiles(family, shape, random) {
  if ('lib' in shape) return makers[family](shape, random)
  return 'text' in shape ? makeData(shape) : makeProject(shape)
}

/** @param {Omit<ProjectShape, 'name'>} shape @returns {Made} */
function makeProject({ files, first, second }) {
  return { base: { ...files }, first: changedFiles(files, first), second: changedFiles(files, second) }
}

/** @param {Files} files @param {Record<string, FileChange>} changes @returns {Files} */
function changedFiles(files, changes) {
  const now = { ...files }
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) delete now[name]
    else if (typeof change === 'string') now[name] = change
    else if ('from' in change) {
      now[name] = edited(files[change.from] ?? '', change.edits ?? [])
      delete now[change.from]
    } else now[name] = edited(files[name] ?? '', change)
  }
  return now
}

/**
 * @typedef {object} Writing
 * @property {string} lib path of the module
 * @property {(mark: string) => string} filler a declaration that nobody minds
 * @property {(text: string) => string} wrap what has to stand around
 */

/** The module with what surrounds it, before, and as each side leaves it. @param {Shape} shape @param {Random} random @param {Writing} writing */
function modules(shape, random, { filler, wrap }) {
  const fill = (/** @type {string} */ mark) =>
    Array.from({ length: 3 + random(3) }, (_, at) => filler(`${mark}${at}`)).join('\n\n')
  const [before, after] = [shape.head === true ? '' : `${fill('above')}\n\n`, `\n\n${fill('below')}\n`]
  const of = (/** @type {Edits} */ edits) => wrap(`${before}${edited(shape.lib, edits)}${after}`)
  return { base: of([]), first: of(shape.first ?? []), second: of(shape.secondLib ?? []) }
}

/** @param {Made} made @param {Shape} shape @param {{ lib: string, leave: (moved: string) => string }} place */
function applyToFirst({ first }, shape, { lib, leave }) {
  if (shape.move !== undefined) {
    first[shape.move] = first[lib] ?? ''
    delete first[lib]
    if (shape.leaves === true) first[lib] = leave(shape.move)
  }
  for (const [name, edits] of Object.entries(shape.firstEdits ?? {})) first[name] = edited(first[name] ?? '', edits)
}

/** @type {Record<Family, (shape: Shape, random: Random) => Made>} */
const makers = {
  script: makeScript,
  javascript: makeJavaScript,
  python: makePython,
  go: makeGo,
  ruby: makeRuby,
  data: () => ({ base: {}, first: {}, second: {} }),
}

const tsconfig =
  '{\n  "compilerOptions": { "strict": true, "noEmit": true, "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "resolveJsonModule": true, "types": [] },\n  "include": ["src"]\n}\n'

/** @param {Shape} shape @param {Random} random @returns {Made} */
function makeScript(shape, random) {
  const lib = one(['src/lib.ts', 'src/core/model.ts', 'src/deep/er/base.ts'], random)
  const use = one(['src/use.ts', 'src/pages/late.ts', 'src/core/near.ts'], random)
  const hasBarrel = shape.isDirect !== true && random(3) === 0
  const target = hasBarrel ? 'src/index.ts' : lib
  const filler = (/** @type {string} */ mark) =>
    `export function ${mark}x(value: number): number {\n  return value + ${mark.length}\n}`
  const text = modules(shape, random, { lib, filler, wrap: (inner) => inner })
  const place = placeScript({ lib, target })
  const old = `const before = 1\n\nexport function kept(): number {\n  return before\n}\n\nexport function keptToo(): number {\n  return 2\n}\n`
  const common = {
    'tsconfig.json': tsconfig,
    [use]: old,
    'src/index.ts': `export * from '${relativeScript('src/index.ts', lib)}'\n`,
    ...place(shape.files ?? {}),
  }
  const made = {
    base: { ...common, [lib]: text.base },
    first: { ...common, [lib]: text.first, ...place(shape.firstFiles ?? {}) },
    second: { ...common, [lib]: text.second, ...place(shape.secondFiles ?? {}) },
  }
  for (const files of Object.values(made)) files[lib] = place({ [lib]: files[lib] ?? '' })[lib] ?? ''
  if (shape.second !== undefined)
    Object.assign(made.second, place(writeScript(shape, shape.second, { old, use, random })))
  applyToFirst(made, shape, {
    lib,
    leave: (moved) => `export * from '${relativeScript(lib, moved)}'\n`,
  })
  if (shape.move !== undefined)
    made.first['src/index.ts'] = `export * from '${relativeScript('src/index.ts', shape.move)}'\n`
  return made
}

/**
 * What the second side writes: in a new file, or in one that is there.
 *
 * @param {Shape} shape
 * @param {string} text
 * @param {{ old: string, use: string, random: Random }} options
 * @returns {Files}
 */
function writeScript({ names }, text, { old, use, random }) {
  const imported = names === undefined ? '' : `import { ${names} } from '@lib'\n`
  const isNew = random(2) === 0
  const [head = '', ...rest] = text.startsWith('import ') ? text.split('\n') : ['', text]
  const start = `${imported}${head === '' ? '' : `${head}\n`}`
  return isNew
    ? { 'src/fresh/added.ts': `${start}\n${rest.join('\n')}\n` }
    : { [use]: `${start}\n${old}\n${rest.join('\n')}\n` }
}

/** The same as `.mjs`, without types. @param {Shape} shape @param {Random} random @returns {Made} */
function makeJavaScript(shape, random) {
  const made = makeScript(shape, random)
  const plain = (/** @type {Files} */ files) =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([name]) => name !== 'tsconfig.json')
        .map(([name, text]) => [
          name.replace(/\.ts$/, '.mjs'),
          text.replaceAll(/(from '[^']+)\.js'/g, "$1.mjs'").replaceAll(/: (?:number|string)\b/g, ''),
        ]),
    )
  return { base: plain(made.base), first: plain(made.first), second: plain(made.second) }
}

/** Module names in place of `@lib` and `@src/`. @param {{ lib: string, target: string }} places @returns {(files: Files) => Files} */
function placeScript({ target }) {
  return (files) =>
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        text
          .replaceAll("'@lib'", `'${relativeScript(name, target)}'`)
          .replaceAll(/'@src\/([^']+)'/g, (_, rest) => `'${relativeScript(name, `src/${rest}`)}'`),
      ]),
    )
}

/** @param {string} from @param {string} to */
function relativeScript(from, to) {
  const relative = path.posix.relative(path.posix.dirname(from), to).replace(/\.ts$/, '.js')
  return relative.startsWith('.') ? relative : `./${relative}`
}

/** @param {Shape} shape @param {Random} random @returns {Made} */
function makePython(shape, random) {
  const lib = one(['shop/lib.py', 'shop/core/model.py', 'lib.py'], random)
  const use = one(['shop/use.py', 'late.py', 'shop/core/near.py'], random)
  const filler = (/** @type {string} */ mark) => `def ${mark}x(value):\n    return value + ${mark.length}`
  const wrap = (/** @type {string} */ text) =>
    text.replaceAll(/\n\n(?=def |class |@)/g, '\n\n\n').replaceAll(/\n{4,}/g, '\n\n\n')
  const text = modules(shape, random, { lib, filler, wrap })
  const dotted = (/** @type {string} */ name) => name.replace(/\.py$/, '').replaceAll('/', '.')
  const old = 'before = 1\n\n\ndef kept():\n    return before\n\n\ndef kept_too():\n    return 2\n'
  const common = { 'shop/__init__.py': '', 'shop/core/__init__.py': '', [use]: old, ...shape.files }
  const made = {
    base: { ...common, [lib]: text.base },
    first: { ...common, [lib]: text.first, ...shape.firstFiles },
    second: { ...common, [lib]: text.second, ...shape.secondFiles },
  }
  if (shape.second !== undefined) {
    const module = dotted(lib)
    const imported = shape.names === undefined ? '' : `from ${module} import ${shape.names}\n`
    const isNew = random(2) === 0
    const own = shape.second.replaceAll('LIB', module)
    const [head = '', ...rest] = /^(?:import|from) /.test(own) ? own.split('\n') : ['', own]
    const start = `${imported}${head === '' ? '' : `${head}\n`}`
    const whole = isNew ? `${start}\n${rest.join('\n')}\n` : `${start}\n${old}\n\n${rest.join('\n')}\n`
    made.second[isNew ? 'shop/added.py' : use] = whole
  }
  applyToFirst(made, shape, { lib, leave: (moved) => `from ${dotted(moved)} import *  # noqa\n` })
  if (shape.move !== undefined) made.first[path.posix.join(path.posix.dirname(shape.move), '__init__.py')] = ''
  return made
}

/** @param {Shape} shape @param {Random} random @returns {Made} */
function makeGo(shape, random) {
  const [lib, use] = ['lib/lib.go', one(['app/use.go', 'cmd/late/late.go'], random)]
  const filler = (/** @type {string} */ mark) =>
    `func ${mark}x(value int) int {\n\treturn value + ${mark.length}\n}\n\nvar _ = ${mark}x`
  const text = modules(shape, random, { lib, filler, wrap: (inner) => `package lib\n\n${inner}` })
  const name = path.posix.basename(path.posix.dirname(use))
  const old = 'func Kept() int {\n\treturn 1\n}\n\nfunc KeptToo() int {\n\treturn 2\n}\n'
  const common = {
    'go.mod': 'module example.com/shop\n\ngo 1.19\n',
    [use]: `package ${name}\n\n${old}`,
    ...shape.files,
  }
  const made = {
    base: { ...common, [lib]: text.base },
    first: { ...common, [lib]: text.first, ...shape.firstFiles },
    second: { ...common, [lib]: text.second, ...shape.secondFiles },
  }
  if (shape.second !== undefined) {
    const isNew = random(2) === 0
    const imported = /\blib\./.test(shape.second) ? 'import "example.com/shop/lib"\n\n' : ''
    if (shape.inPackage === true) made.second['lib/added.go'] = `package lib\n\n${shape.second}\n`
    else if (isNew) made.second[use.replace(/\w+\.go$/, 'added.go')] = `package ${name}\n\n${imported}${shape.second}\n`
    else made.second[use] = `package ${name}\n\n${imported}${old}\n${shape.second}\n`
  }
  applyToFirst(made, shape, { lib, leave: () => '' })
  return made
}

/** @param {Shape} shape @param {Random} random @returns {Made} */
function makeRuby(shape, random) {
  const [lib, use] = ['lib/shop/model.rb', one(['app/late.rb', 'lib/near.rb'], random)]
  const filler = (/** @type {string} */ mark) => `def ${mark}x(value)\n  value + ${mark.length}\nend`
  const text = modules(shape, random, { lib, filler, wrap: (inner) => inner })
  const old = 'module Kept\n  def self.kept\n    1\n  end\nend\n'
  const common = { [use]: old, ...shape.files }
  const made = {
    base: { ...common, [lib]: text.base },
    first: { ...common, [lib]: text.first, ...shape.firstFiles },
    second: { ...common, [lib]: text.second, ...shape.secondFiles },
  }
  if (shape.second !== undefined) {
    const place = random(2) === 0 ? 'app/added.rb' : use
    const required = path.posix.relative(path.posix.dirname(place), lib).replace(/\.rb$/, '')
    const start = `require_relative '${required}'\n\n`
    made.second[place] = place === use ? `${start}${old}\n${shape.second}\n` : `${start}${shape.second}\n`
  }
  applyToFirst(made, shape, { lib, leave: () => '' })
  return made
}

/** @param {DataShape} shape @returns {Made} */
function makeData({ path: name, text, first = [], second = [], firstFiles, secondFiles }) {
  return makeProject({
    files: { [name]: text },
    first: { [name]: first, ...firstFiles },
    second: { [name]: second, ...secondFiles },
  })
}

const noise = {
  script: (/** @type {string} */ mark) =>
    /** @type {const} */ ([`src/noise/${mark}.ts`, `export const noise_${mark} = 1\n`]),
  javascript: (/** @type {string} */ mark) =>
    /** @type {const} */ ([`src/noise/${mark}.mjs`, `export const noise_${mark} = 1\n`]),
  python: (/** @type {string} */ mark) => /** @type {const} */ ([`shop/noise_${mark}.py`, `NOISE = 1\n`]),
  go: (/** @type {string} */ mark) =>
    /** @type {const} */ ([`noise/${mark}/noise.go`, `package ${mark}\n\nconst Noise = 1\n`]),
  ruby: (/** @type {string} */ mark) =>
    /** @type {const} */ ([`lib/noise_${mark}.rb`, `NOISE_${mark.toUpperCase()} = 1\n`]),
  data: (/** @type {string} */ mark) => /** @type {const} */ ([`noise/${mark}.txt`, 'noise\n']),
}

/** Files that are nobody's concern. @param {Family} family @param {Files} files @param {{ random: Random, mark: string }} options */
function addNoise(family, files, { random, mark }) {
  for (let count = random(3); count > 0; count--) {
    const [name, text] = noise[family](`${mark}${count}`)
    files[name] = text
  }
}
