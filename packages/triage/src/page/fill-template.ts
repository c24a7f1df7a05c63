/** Puts facts in place of `{{name}}`. A placeholder that is not known stays as it is, and what is put in is not read again. */
export function fillTemplate(template: string, facts: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(facts, name) ? (facts[name] ?? whole) : whole,
  )
}

/** Text as a block of code: its fence is longer than any in the text. */
export function codeBlock(text: string, language = 'text'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/** Text as code within a line. */
export function codeSpan(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length))
  const tick = '`'.repeat(longest + 1)
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : ''
  return flat === '' ? '(empty)' : `${tick}${pad}${flat}${pad}${tick}`
}
