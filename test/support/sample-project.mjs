/** A small TypeScript project as a model: modules that declare, files that use what they declare, and the text of it all. */

/** @typedef {{ name: string, type: string, isOptional: boolean }} Parameter */
/** @typedef {{ id: number, name: string, parameters: Parameter[], result: string, lines: string[], isArrow: boolean, isAsync: boolean, note: string }} Func */
/** @typedef {{ path: string, functions: Func[], type: string, members: Parameter[], store: string, method: Func, kind: string, values: string[], extra: string[] }} Module */
/** @typedef {{ form: 'value' | 'statement' | 'callback' | 'literal' | 'method' | 'kind', module: number, func: number, name: string, value?: string }} Use */
/** @typedef {{ path: string, style: 'direct' | 'barrel' | 'namespace', uses: Use[], imports: string[], lines: string[] }} Consumer */
/** @typedef {{ modules: Module[], consumers: Consumer[], removed: string[] }} Project */
/** @typedef {(below: number) => number} Random */
/** @typedef {Record<string, string>} Files */

const types = ['number', 'string', 'boolean']
const words =
  'amber basil cedar delta ember fjord grove haven iris jade karst lumen maple north ocean pearl quartz river slate thorn umber vale willow yarrow'.split(
    ' ',
  )

/** @param {Random} random @returns {Project} */
export function makeProject(random) {
  let id = 0
  const name = () => `${words[random(words.length)]}${id++}`
  const modules = Array.from({ length: 4 }, (_, at) => ({
    path: `src/part${at}.ts`,
    functions: Array.from({ length: 4 }, () => makeFunction(name(), id++, random)),
    type: `Shape${at}`,
    members: [parameter('title', 'string'), parameter(`size${at}`, 'number')],
    store: `Store${at}`,
    method: { ...makeFunction(`${words[random(words.length)]}Rows${at}`, id++, random), isArrow: false },
    kind: `Kind${at}`,
    values: ['alpha', 'beta', 'gamma'],
    extra: [],
  }))
  /** @type {Consumer['style'][]} */
  const styles = ['direct', 'barrel', 'namespace']
  const consumers = Array.from({ length: 4 }, (_, at) => ({
    path: `src/use${at}.ts`,
    style: styles[at % 3] ?? 'direct',
    uses: Array.from({ length: 3 }, (__, n) =>
      makeUse(`base${at}x${n}`, { module: (at + n) % 4, func: 3 - (n % 2), random }),
    ),
    imports: [],
    lines: [],
  }))
  return { modules, consumers, removed: [] }
}

/** @param {string} name @param {string} type @returns {Parameter} */
export function parameter(name, type, isOptional = false) {
  return { name, type, isOptional }
}

/** @param {string} name @param {number} id @param {Random} random @returns {Func} */
export function makeFunction(name, id, random) {
  const parameters = Array.from({ length: 1 + random(3) }, (_, at) =>
    parameter(`p${at}${words[random(words.length)]}`, types[random(3)] ?? 'number'),
  )
  return {
    id,
    name,
    parameters,
    result: types[random(2)] ?? 'number',
    lines: [],
    isArrow: random(3) === 0,
    isAsync: false,
    note: 'first',
  }
}

/** @param {string} name @param {{ module: number, func: number, random: Random }} place @returns {Use} */
function makeUse(name, { module, func, random }) {
  const forms = /** @type {const} */ (['value', 'statement', 'literal', 'method', 'kind', 'value'])
  return { form: forms[random(forms.length)] ?? 'value', module, func, name, value: 'beta' }
}

/** @param {Project} project @returns {Files} */
export function renderProject(project) {
  /** @type {Files} */
  const files = {
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2022',
        skipLibCheck: true,
        types: [],
      },
      include: ['src'],
    }),
    'package.json': '{"type":"module","private":true}\n',
    'src/base.ts': `export const sep = '/'\n`,
    'src/index.ts': project.modules.map(({ path }) => `export * from './${path.slice(4, -3)}.js'\n`).join(''),
  }
  for (const module of project.modules) files[module.path] = renderModule(module)
  for (const consumer of project.consumers) files[consumer.path] = renderConsumer(project, consumer)
  return files
}

const gap = ['', '// ----', '// ----', '// ----', '']

/** @param {Module} module */
function renderModule({ functions, type, members, store, method, kind, values, extra }) {
  return [
    `export interface ${type} {`,
    ...members.map((member) => `  ${renderParameter(member)}`),
    '}',
    ...gap,
    `export type ${kind} = ${values.map((value) => `'${value}'`).join(' | ')}`,
    ...gap,
    ...functions.filter(({ name }) => name !== '').flatMap((func) => [...renderFunction(func), ...gap]),
    `export class ${store} {`,
    ...renderBody(
      method,
      `  ${method.name}(${method.parameters.map(renderParameter).join(', ')}): ${method.result} {`,
    ).map((line, at) => (at === 0 ? line : `  ${line}`)),
    '}',
    ...gap,
    ...extra,
    '',
  ].join('\n')
}

/** @param {Func} func */
export function renderFunction(func) {
  const list = func.parameters.map(renderParameter).join(', ')
  const result = func.isAsync ? `Promise<${func.result}>` : func.result
  const prefix = func.isAsync ? 'async ' : ''
  const head = func.isArrow
    ? `export const ${func.name} = ${prefix}(${list}): ${result} => {`
    : `export ${prefix}function ${func.name}(${list}): ${result} {`
  return [`/** The ${func.note} one. */`, ...renderBody(func, head)]
}

/** @param {Func} func @param {string} head */
function renderBody({ parameters, result, lines }, head) {
  return [
    head,
    '  let total = 0',
    ...parameters.map(({ name, type }) => `  total += ${sizeOf(name, type)}`),
    '  // the parameters are counted',
    '  // now for the rest',
    '  // of it',
    ...lines.map((line) => `  ${line}`),
    '  // done',
    result === 'number' ? '  return total' : result === 'string' ? '  return String(total)' : '  return total > 0',
    '}',
  ]
}

/** @param {string} name @param {string} type */
export function sizeOf(name, type) {
  return type === 'string' ? `(${name} ?? '').length` : `Number(${name} ?? 0)`
}

/** @param {Parameter} one */
function renderParameter({ name, type, isOptional }) {
  return `${name}${isOptional ? '?' : ''}: ${type}`
}

/** @param {string} type */
function valueOf(type) {
  return type.startsWith('number') ? '1' : type.startsWith('string') ? `'x'` : 'true'
}

/** @param {Project} project @param {Consumer} consumer */
function renderConsumer(project, consumer) {
  const up = consumer.path.startsWith('src/deep/') ? '../' : './'
  return [
    ...importLines(project, consumer, up),
    ...consumer.imports,
    ...gap,
    `export const own${consumer.path.replaceAll(/\W/g, '_')} = 0`,
    ...gap,
    ...useLines(project, consumer),
    ...gap,
    ...consumer.lines,
    '',
  ].join('\n')
}

/** @param {Project} project @param {Consumer} consumer @param {string} up */
function importLines(project, { style, uses }, up) {
  const used = uses.map((use) => ({ module: project.modules[use.module] ?? fail(), name: nameIn(project, use) }))
  if (used.length === 0) return []
  if (style === 'namespace') {
    const paths = [...new Set(used.map(({ module }) => module.path))]
    return paths.map((path) => `import * as ${path.slice(4, -3)} from '${up}${path.slice(4, -3)}.js'`)
  }
  /** @type {Map<string, Set<string>>} */
  const byPath = new Map()
  for (const { module, name } of used) {
    const path = style === 'barrel' ? 'index' : module.path.slice(4, -3)
    byPath.set(path, (byPath.get(path) ?? new Set()).add(name))
  }
  return [...byPath].map(([path, names]) => `import { ${[...names].join(', ')} } from '${up}${path}.js'`)
}

/** @param {Project} project @param {Use} use */
function nameIn(project, { module, func, form }) {
  const found = project.modules[module] ?? fail()
  if (form === 'literal') return `type ${found.type}`
  if (form === 'kind') return `type ${found.kind}`
  return form === 'method' ? found.store : (found.functions[func] ?? fail()).name
}

/** @param {Project} project @param {Consumer} consumer @returns {string[]} */
export function useLines(project, { style, uses }) {
  return uses.flatMap((use) => {
    const module = project.modules[use.module] ?? fail()
    const prefix = style === 'namespace' ? `${module.path.slice(4, -3)}.` : ''
    const name = prefix + nameIn(project, use).replace('type ', '')
    const func = use.form === 'method' ? module.method : (module.functions[use.func] ?? fail())
    const values = func.parameters.filter(({ isOptional }) => !isOptional).map(({ type }) => valueOf(type))
    switch (use.form) {
      case 'value':
        return [
          `export const ${use.name}: ${func.isAsync ? `Promise<${func.result}>` : func.result} = ${name}(${values.join(', ')})`,
          ...gap,
        ]
      case 'statement':
        return [`${name}(${values.join(', ')})`, ...gap]
      case 'callback':
        return [`export const ${use.name} = [${name}].map((each) => each(${values.join(', ')}))`, ...gap]
      case 'method':
        return [`export const ${use.name}: ${func.result} = new ${name}().${func.name}(${values.join(', ')})`, ...gap]
      case 'kind':
        return [`export const ${use.name}: ${name} = '${use.value ?? 'beta'}'`, ...gap]
      case 'literal': {
        const entries = module.members.filter(({ isOptional }) => !isOptional)
        return [
          `export const ${use.name}: ${name} = { ${entries.map((member) => `${member.name}: ${valueOf(member.type)}`).join(', ')} }`,
          ...gap,
        ]
      }
    }
  })
}

/** @returns {never} */
export function fail() {
  throw new Error('no such entry')
}
