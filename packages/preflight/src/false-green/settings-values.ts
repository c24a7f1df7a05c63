/** The texts that stand in a settings file, by the names above them: `test.exclude` to `['a.test.ts']`. */
export type SettingsValues = ReadonlyMap<string, readonly string[]>

const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|[A-Za-z_$][\w$]*|[{}()[\],;]/g
/** What makes a name of the text before it: `name:`, `name =`, `name(`. */
const afterName = /\s*(?::(?!:)|=(?![=>])|(\())/y

/** JavaScript, TypeScript and JSON, also with Python's lists: code is read and not run. */
export function readScriptValues(text: string): SettingsValues {
  const values = new Map<string, string[]>()
  const stack: string[] = []
  let pending = ''
  for (const match of text.matchAll(tokens)) {
    const [word] = match
    if (/^\/[/*]/.test(word)) continue
    if (/^[[{(]$/.test(word)) {
      stack.push(pending)
      pending = ''
      if (word === '[') add(values, stack, [])
    } else if (/^[\]})]$/.test(word)) {
      stack.pop()
      pending = ''
    } else if (/^[,;]$/.test(word)) pending = ''
    else {
      afterName.lastIndex = match.index + word.length
      const next = afterName.exec(text)
      const literal = /^["'`]/.test(word) ? unquote(word) : undefined
      if (next !== null) pending = `${literal ?? word}${next[1] === undefined ? '' : '()'}`
      else if (literal !== undefined) add(values, [...stack, pending], [literal])
      else if (word === 'false') add(values, [...stack, pending], [word])
    }
  }
  return values
}

function unquote(word: string): string {
  return word.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}

function add(values: Map<string, string[]>, names: readonly string[], found: readonly string[]): void {
  const name = names.filter(Boolean).join('.')
  values.set(name, [...(values.get(name) ?? []), ...found])
}

/** TOML and INI: `[section]`, `key = value`, with lists and values over several lines. The text of a value is one, that of a list several. */
export function readTableValues(text: string): SettingsValues {
  const values = new Map<string, string[]>()
  const place = { section: '', key: '', isList: false }
  for (const raw of text.split('\n')) {
    const value = readTableLine(raw.trimEnd().replace(/^\s*[#;].*$/, ''), place)
    if (value === '') continue
    const quoted = [...value.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g)]
    const texts = quoted.map(([, double, single]) => double ?? single ?? '')
    add(values, [place.section, place.key], /^["'[\]]/.test(value) ? texts : [value])
  }
  return values
}

interface TablePlace {
  section: string
  key: string
  /** A list has begun and not ended. */
  isList: boolean
}

/** The text of a line that belongs to the value of the key it stands at; moves the place on. */
function readTableLine(line: string, place: TablePlace): string {
  const heading = place.isList ? null : /^\s*\[+([^\]]+)\]+\s*(?:#.*)?$/.exec(line)
  if (heading !== null) {
    place.section = heading[1]?.trim() ?? ''
    place.key = ''
    return ''
  }
  const [, name, own] = (place.isList ? null : /^([\w."'-]+)\s*[=:]\s*(.*)$/.exec(line)) ?? []
  if (name !== undefined) place.key = name.replaceAll(/["']/g, '')
  const value = own ?? line.trim()
  if (place.key === '') return ''
  place.isList = (place.isList || value.startsWith('[')) && !/\]\s*(?:#.*)?$/.test(value)
  return value
}

/** `key: value` and lists of `- value`, of one level: all that settings of test runners have. */
export function readYamlValues(text: string): SettingsValues {
  const values = new Map<string, string[]>()
  let key = ''
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\s+#.*$/, '').trimEnd()
    const entry = /^([\w-]+):\s*(.*)$/.exec(line)
    const item = /^\s*-\s+(.*)$/.exec(line)
    if (entry !== null) key = entry[1] ?? ''
    const value = entry?.[2] ?? item?.[1]
    if (key === '' || value === undefined || value === '') continue
    const inline = /^\[(.*)\]$/.exec(value)?.[1]
    add(
      values,
      [key],
      (inline?.split(',') ?? [value]).map((part) => part.trim().replaceAll(/^["']|["']$/g, '')),
    )
  }
  return values
}
