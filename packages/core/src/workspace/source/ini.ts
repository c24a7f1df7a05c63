/** A value of an ini file: one entry per line that it has (the first may stand beside the key, the others are indented). */
export interface IniValue {
  readonly line: number
  readonly values: readonly { readonly text: string; readonly line: number }[]
}

export interface IniSection {
  readonly line: number
  readonly keys: ReadonlyMap<string, IniValue>
}

/** Python's configparser as setup.cfg, tox.ini and pytest.ini use it. Lines that fit nothing are passed over. */
export function parseIni(text: string): ReadonlyMap<string, IniSection> {
  const sections = new Map<string, { line: number; keys: Map<string, MutableValue> }>()
  let keys: Map<string, MutableValue> | undefined
  let current: MutableValue | undefined
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1
    const trimmed = raw.trim()
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue
    const isIndented = /^\s/.test(raw)
    if (isIndented && current !== undefined) {
      current.values.push({ text: trimmed, line })
      continue
    }
    const header = /^\[(.+)\]$/.exec(trimmed)?.[1]
    if (header !== undefined) {
      const section = sections.get(header) ?? { line, keys: new Map<string, MutableValue>() }
      sections.set(header, section)
      keys = section.keys
      current = undefined
      continue
    }
    const separator = trimmed.search(/[=:]/)
    if (separator <= 0 || keys === undefined) continue
    const key = trimmed.slice(0, separator).trim()
    const value = trimmed.slice(separator + 1).trim()
    current = { line, values: value === '' ? [] : [{ text: value, line }] }
    keys.set(key.toLowerCase(), current)
  }
  return sections
}

interface MutableValue {
  line: number
  values: { text: string; line: number }[]
}
