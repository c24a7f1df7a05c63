import type { YAMLMap } from 'yaml'

/** Where a key stands again in one and the same map, by the names on the way to it. */
export type RepeatedKeys = ReadonlyMap<string, readonly number[]>

type Reader = (text: string) => Promise<readonly Key[]>

interface Key {
  /** Names the map: keys of two maps are never the same. */
  readonly map: string
  /** The names on the way, without the places in lists. */
  readonly path: string
  readonly line: number
}

const READERS: readonly { readonly name: RegExp; readonly read: Reader }[] = [
  { name: /\.(?:json[c5]?|webmanifest)$/, read: readJson },
  { name: /\.ya?ml$/, read: readYaml },
  { name: /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.env$|\.properties$/, read: readAssignments },
  { name: /\.toml$/, read: readToml },
]

/** Whether files of that name hold keys that may stand once. */
export function holdsKeys(path: string): boolean {
  return READERS.some(({ name }) => name.test(path))
}

/** The keys that a file has more than once in one map, with the lines of each. What is no such file has none. */
export async function repeatedKeys(path: string, text: string): Promise<RepeatedKeys> {
  const read = READERS.find(({ name }) => name.test(path))?.read
  const lines = new Map<string, { readonly path: string; readonly lines: number[] }>()
  for (const { map, path: way, line } of (await read?.(text)) ?? []) {
    const known = lines.get(`${map}\0${way}`)
    if (known === undefined) lines.set(`${map}\0${way}`, { path: way, lines: [line] })
    else known.lines.push(line)
  }
  const again = [...lines.values()].filter((one) => one.lines.length > 1)
  return new Map(again.map((one) => [one.path, one.lines]))
}

async function readJson(text: string): Promise<readonly Key[]> {
  const { visit } = await import('jsonc-parser')
  const found: Key[] = []
  visit(text, {
    // In the order of the library: name, offset, length, line, character, path.
    onObjectProperty: (...[name, , , line, , pathOf]) => {
      const way = pathOf()
      const names = way.filter((part) => typeof part === 'string')
      found.push({ map: way.join('\0'), path: [...names, name].join('.'), line: line + 1 })
    },
  })
  return found
}

async function readYaml(text: string): Promise<readonly Key[]> {
  const { isMap, isPair, isScalar, LineCounter, parseAllDocuments, visit } = await import('yaml')
  const counter = new LineCounter()
  const found: Key[] = []
  const numbers = new Map<YAMLMap, number>()
  for (const document of parseAllDocuments(text, { uniqueKeys: false, lineCounter: counter, logLevel: 'silent' })) {
    // After an error a document is not what it says.
    if (document.errors.length > 0) continue
    visit(document, {
      Pair(_key, { key }, ancestors) {
        const map = ancestors.at(-1)
        if (!isScalar(key) || !isMap(map) || key.value === '<<') return
        if (!numbers.has(map)) numbers.set(map, numbers.size)
        const way = ancestors.flatMap((one) => (isPair(one) && isScalar(one.key) ? [String(one.key.value)] : []))
        const line = counter.linePos(key.range?.[0] ?? 0).line
        found.push({ map: String(numbers.get(map)), path: [...way, String(key.value)].join('.'), line })
      },
    })
  }
  return found
}

/** `NAME=value`, also exported. What is in quotes may go over several lines. */
async function readAssignments(text: string): Promise<readonly Key[]> {
  const found: Key[] = []
  let quote: string | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (quote !== undefined) {
      if (line.includes(quote)) quote = undefined
      continue
    }
    const [, name, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*[=:]\s*(.*)$/.exec(line) ?? []
    if (name === undefined) continue
    found.push({ map: '', path: name, line: index + 1 })
    const [, opening] = /^(["'])/.exec(value) ?? []
    if (opening !== undefined && !value.slice(1).includes(opening)) quote = opening
  }
  return found
}

/** Tables, and the keys in each. */
async function readToml(text: string): Promise<readonly Key[]> {
  const found: Key[] = []
  let table = ''
  let lists = 0
  let end: string | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1
    if (end !== undefined) {
      if (line.includes(end)) end = undefined
      continue
    }
    const [, name] = /^\s*\[([^[\]]+)\]/.exec(line) ?? []
    const [, key, value = ''] = /^\s*([\w."'-]+)\s*=\s*(.*)$/.exec(line) ?? []
    if (name !== undefined) {
      table = name.trim()
      found.push({ map: '[]', path: table, line: number })
    } else if (/^\s*\[\[/.test(line)) table = `${line.trim()}${lists++}`
    else if (key !== undefined) {
      found.push({ map: table, path: key, line: number })
      const [opening] = /^(?:"""|''')/.exec(value) ?? []
      if (opening !== undefined && !value.slice(3).includes(opening)) end = opening
      else if (value.startsWith('[') && !value.includes(']')) end = ']'
    }
  }
  return found
}
