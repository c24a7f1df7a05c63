/**
 * Generates small TypeScript projects and two branches of each, with and without conflicts of every kind: in the text, and in what the text
 * means. The same seed gives the same pair. What a pair is worth is not stated here: git and the compiler tell.
 */
import {
  fail,
  makeFunction,
  makeProject,
  parameter,
  renderFunction,
  renderProject,
  sizeOf,
  useLines,
} from './sample-project.mjs'

/** @typedef {import('./sample-project.mjs').Project} Project */
/** @typedef {import('./sample-project.mjs').Module} Module */
/** @typedef {import('./sample-project.mjs').Consumer} Consumer */
/** @typedef {import('./sample-project.mjs').Func} Func */
/** @typedef {import('./sample-project.mjs').Use} Use */
/** @typedef {import('./sample-project.mjs').Random} Random */
/** @typedef {import('./sample-project.mjs').Files} Files */

/** Whole numbers below a bound, the same for each seed. @param {number} seed @returns {Random} */
function randomNumbers(seed) {
  let state = (seed * 2_654_435_761) % 2_147_483_648
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  next()
  return (below) => Math.floor(next() * below)
}

/**
 * A pair of branches: the files of their base and of each side, and the name of what was done.
 *
 * @param {number} seed
 * @returns {{ name: string, base: Files, mine: Files, theirs: Files }}
 */
export function makePair(seed) {
  const random = randomNumbers(seed)
  const base = makeProject(random)
  const mine = structuredClone(base)
  const theirs = structuredClone(base)
  const [name, act] = scenarios[seed % scenarios.length] ?? fail()
  // Either side may be the one that changes what the other uses.
  const [first, second] = random(2) === 0 ? [mine, theirs] : [theirs, mine]
  const pick = { module: random(base.modules.length), func: random(3), consumer: random(base.consumers.length) }
  act({ first, second, base, random, ...pick })
  addNoise(mine, { random, mark: 'Mine', busy: pick })
  addNoise(theirs, { random, mark: 'Theirs', busy: pick })
  return { name, base: renderProject(base), mine: renderProject(mine), theirs: renderProject(theirs) }
}

/** @typedef {{ first: Project, second: Project, base: Project, random: Random, module: number, func: number, consumer: number }} Scene */

/** @param {Scene} scene @returns {Func} */
const changed = ({ first, module, func }) => first.modules[module]?.functions[func] ?? fail()

/** Adds a use of the declaration in question to a file of the second side: a new one, an old one, or its own. @param {Scene} scene @param {Partial<Use>} use */
function useIt({ second, module, func, random, consumer }, use = {}) {
  /** @type {Use} */
  const made = {
    form: random(3) === 0 ? 'statement' : 'value',
    module,
    func,
    name: 'fresh',
    ...use,
  }
  const place = random(4)
  if (place === 0) second.consumers.push(fileOf('src/fresh.ts', { uses: [made] }))
  else if (place === 1)
    second.consumers.push({
      path: 'src/deep/fresh.ts',
      style: random(2) === 0 ? 'barrel' : 'namespace',
      uses: [made],
      imports: [],
      lines: [],
    })
  else second.consumers[consumer]?.uses.push(made)
}

/** @type {readonly (readonly [name: string, act: (scene: Scene) => void])[]} */
const scenarios = [
  [
    'parameter added',
    (scene) => {
      changed(scene).parameters.push(parameter('needed', 'number'))
      useIt(scene)
    },
  ],
  [
    'parameter removed',
    (scene) => {
      changed(scene).parameters.pop()
      useIt(scene)
    },
  ],
  [
    'parameter of another type',
    (scene) => {
      const first = changed(scene).parameters[0] ?? fail()
      first.type = first.type === 'number' ? 'string' : 'number'
      useIt(scene)
    },
  ],
  [
    'result of another type',
    (scene) => {
      const func = changed(scene)
      func.result = func.result === 'number' ? 'string' : 'number'
      useIt(scene)
    },
  ],
  [
    'made async',
    (scene) => {
      changed(scene).isAsync = true
      useIt(scene)
    },
  ],
  [
    'function renamed',
    (scene) => {
      changed(scene).name += 'Renamed'
      useIt(scene)
    },
  ],
  [
    'function renamed, used as a callback',
    (scene) => {
      changed(scene).name += 'Renamed'
      useIt(scene, { form: 'callback' })
    },
  ],
  [
    'function removed',
    (scene) => {
      dropFunction(scene.first, scene)
      useIt(scene)
    },
  ],
  [
    'method renamed',
    (scene) => {
      const { method } = scene.first.modules[scene.module] ?? fail()
      method.name += 'Renamed'
      useIt(scene, { form: 'method' })
    },
  ],
  [
    'method with one more parameter',
    (scene) => {
      scene.first.modules[scene.module]?.method.parameters.push(parameter('needed', 'string'))
      useIt(scene, { form: 'method' })
    },
  ],
  [
    'member demanded',
    (scene) => {
      scene.first.modules[scene.module]?.members.push(parameter('needed', 'number'))
      useIt(scene, { form: 'literal' })
    },
  ],
  [
    'member renamed',
    (scene) => {
      const member = scene.first.modules[scene.module]?.members[1] ?? fail()
      member.name += 'Renamed'
      useIt(scene, { form: 'literal' })
    },
  ],
  [
    'type renamed',
    (scene) => {
      const module = scene.first.modules[scene.module] ?? fail()
      module.type += 'Renamed'
      useIt(scene, { form: 'literal' })
    },
  ],
  [
    'class renamed',
    (scene) => {
      const module = scene.first.modules[scene.module] ?? fail()
      module.store += 'Renamed'
      useIt(scene, { form: 'method' })
    },
  ],
  [
    'value taken out of a union',
    (scene) => {
      scene.first.modules[scene.module]?.values.splice(2, 1)
      useIt(scene, { form: 'kind', value: 'gamma' })
    },
  ],
  [
    'parameter renamed, used in the body',
    (scene) => {
      const func = changed(scene)
      const parameterOf = func.parameters[0] ?? fail()
      const own = scene.second.modules[scene.module]?.functions[scene.func] ?? fail()
      own.lines.push(`total += ${sizeOf(parameterOf.name, parameterOf.type)}`)
      parameterOf.name += 'Renamed'
    },
  ],
  [
    'file renamed',
    (scene) => {
      const module = scene.first.modules[scene.module] ?? fail()
      scene.first.removed.push(module.path)
      module.path = module.path.replace('part', 'piece')
      scene.second.consumers.push(
        fileOf('src/fresh.ts', { uses: [{ form: 'value', module: scene.module, func: scene.func, name: 'fresh' }] }),
      )
    },
  ],
  [
    'one function in one file twice',
    (scene) => {
      const func = makeFunction('twice', 900, scene.random)
      const [own, other] = modulesOf(scene)
      own.functions.unshift(structuredClone(func))
      other.functions.push({ ...structuredClone(func), note: 'other' })
    },
  ],
  [
    'one export in two files of a barrel',
    (scene) => {
      const other = scene.second.modules[(scene.module + 1) % 4] ?? fail()
      scene.first.modules[scene.module]?.functions.push(makeFunction('twice', 900, scene.random))
      other.functions.push(makeFunction('twice', 901, scene.random))
    },
  ],
  [
    'one import in one file twice',
    (scene) => {
      const line = `import { sep as divider } from './base.js'`
      scene.first.consumers[scene.consumer]?.imports.push(line, `export const one${scene.consumer} = divider`)
      scene.second.consumers[scene.consumer]?.lines.push(line, `export const two${scene.consumer} = divider`)
    },
  ],
  [
    'import dropped, used anew',
    (scene) => {
      const [own, other] = consumersOf(scene)
      own.uses = []
      other.lines.push(
        ...useLines(scene.base, {
          ...(scene.base.consumers[scene.consumer] ?? fail()),
          uses: [{ ...(scene.base.consumers[scene.consumer]?.uses[0] ?? fail()), name: 'fresh' }],
        }),
      )
    },
  ],
  // From here on the two get on with one another, unless git says otherwise.
  [
    'optional parameter added',
    (scene) => {
      changed(scene).parameters.push(parameter('extra', 'number', true))
      useIt(scene)
    },
  ],
  [
    'parameter takes more',
    (scene) => {
      const first = changed(scene).parameters[0] ?? fail()
      first.type = `${first.type} | undefined`
      useIt(scene)
    },
  ],
  [
    'body changed',
    (scene) => {
      changed(scene).lines.push('total += 1')
      useIt(scene)
    },
  ],
  [
    'optional member added',
    (scene) => {
      scene.first.modules[scene.module]?.members.push(parameter('extra', 'number', true))
      useIt(scene, { form: 'literal' })
    },
  ],
  [
    'value added to a union',
    (scene) => {
      scene.first.modules[scene.module]?.values.push('delta')
      useIt(scene, { form: 'kind', value: 'gamma' })
    },
  ],
  [
    'another function changed',
    (scene) => {
      changed(scene).parameters.push(parameter('needed', 'number'))
      useIt({ ...scene, func: (scene.func + 1) % 3 })
    },
  ],
  [
    'another function renamed',
    (scene) => {
      changed(scene).name += 'Renamed'
      useIt({ ...scene, module: (scene.module + 1) % 4 })
    },
  ],
  [
    'different functions added',
    (scene) => {
      const [own, other] = modulesOf(scene)
      own.functions.unshift(makeFunction('onlyMine', 900, scene.random))
      other.functions.push(makeFunction('onlyTheirs', 901, scene.random))
    },
  ],
  [
    'one name in two files, each for itself',
    (scene) => {
      scene.first.consumers[0]?.lines.push('function inner(): number { return 1 }', 'export const innerOne = inner()')
      scene.second.consumers[1]?.lines.push('function inner(): number { return 2 }', 'export const innerTwo = inner()')
    },
  ],
  [
    'parameter renamed, body changed elsewhere',
    (scene) => {
      const func = changed(scene)
      const own = scene.second.modules[scene.module]?.functions[scene.func] ?? fail()
      own.lines.push('total += 2')
      ;(func.parameters[0] ?? fail()).name += 'Renamed'
    },
  ],
  [
    'moved, the old place exports it',
    (scene) => {
      const [own] = modulesOf(scene)
      const [func] = own.functions.splice(scene.func, 1)
      const target = scene.first.modules[(scene.module + 1) % 4] ?? fail()
      if (func !== undefined) own.extra.push(`export { ${func.name} } from './${target.path.slice(4, -3)}.js'`)
      scene.second.consumers.push(
        fileOf('src/fresh.ts', { uses: [{ form: 'value', module: scene.module, func: scene.func, name: 'fresh' }] }),
      )
      if (func !== undefined) target.extra.push(...renderFunction(func))
      for (const consumer of scene.first.consumers)
        consumer.uses = consumer.uses.filter((use) => use.module !== scene.module)
    },
  ],
  // And these git cannot merge.
  [
    'same line',
    (scene) => {
      const [own, other] = modulesOf(scene)
      ;(own.functions[scene.func] ?? fail()).note = 'changed here'
      ;(other.functions[scene.func] ?? fail()).note = 'changed there'
    },
  ],
  [
    'same file added',
    (scene) => {
      scene.first.consumers.push(fileOf('src/fresh.ts', { lines: ['export const fresh = 1'] }))
      scene.second.consumers.push(fileOf('src/fresh.ts', { lines: ['export const fresh = 2'] }))
    },
  ],
  [
    'changed here, deleted there',
    (scene) => {
      scene.first.consumers.splice(scene.consumer, 1)
      scene.first.removed.push(scene.base.consumers[scene.consumer]?.path ?? '')
      scene.second.consumers[scene.consumer]?.lines.push('export const late = 1')
    },
  ],
  [
    'renamed to two names',
    (scene) => {
      for (const [project, name] of /** @type {const} */ ([
        [scene.first, 'one'],
        [scene.second, 'two'],
      ])) {
        const consumer = project.consumers[scene.consumer] ?? fail()
        project.removed.push(consumer.path)
        consumer.path = `src/${name}.ts`
      }
    },
  ],
]

/** A file that has only this. @param {string} path @param {Partial<Consumer>} parts @returns {Consumer} */
function fileOf(path, parts) {
  return { path, style: 'direct', uses: [], imports: [], lines: [], ...parts }
}

/** @param {Scene} scene @returns {readonly [Module, Module]} */
function modulesOf({ first, second, module }) {
  return [first.modules[module] ?? fail(), second.modules[module] ?? fail()]
}

/** @param {Scene} scene @returns {readonly [Consumer, Consumer]} */
function consumersOf({ first, second, consumer }) {
  return [first.consumers[consumer] ?? fail(), second.consumers[consumer] ?? fail()]
}

/** @param {Project} project @param {{ module: number, func: number }} place */
function dropFunction(project, { module, func }) {
  const dropped = project.modules[module]?.functions[func] ?? fail()
  dropped.name = ''
  for (const consumer of project.consumers)
    consumer.uses = consumer.uses.filter((use) => use.module !== module || use.func !== func)
}

/** Changes that are nobody's concern. @param {Project} project @param {{ random: Random, mark: string, busy: { module: number } }} options */
function addNoise(project, { random, mark, busy }) {
  for (let count = random(4); count > 0; count--) {
    const kind = random(4)
    const module = project.modules[(busy.module + 1 + random(3)) % 4] ?? fail()
    if (kind === 0) module.extra.push(`export const extra${mark}${count} = ${random(100)}`)
    else if (kind === 1)
      project.consumers.push(
        fileOf(`src/noise${mark}${count}.ts`, { lines: [`export const noise${mark}${count} = ${random(100)}`] }),
      )
    else if (kind === 2) (module.functions[3] ?? fail()).lines.push(`total += ${random(100)}`)
    else
      project.consumers.push(
        fileOf(`src/more${mark}${count}.ts`, {
          uses: [{ form: 'value', module: (busy.module + 1) % 4, func: 3, name: `more${mark}${count}` }],
        }),
      )
  }
}
