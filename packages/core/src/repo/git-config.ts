/**
 * The variables of one git configuration file (git-config(1), "Syntax"), without the files it includes: that is how git itself reads
 * the few settings that decide where a repository is. Names are lower-case; of several values the last counts; a name without `=` is
 * `true`. What git would refuse to read is passed over.
 */
export function parseGitConfig(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const lines = joinContinued(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'))
  let section = ''
  for (const line of lines) {
    const header = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line)
    if (header !== null) {
      const [, name = '', subsection] = header
      section = `${name.toLowerCase()}.${subsection === undefined ? '' : `${subsection.replaceAll(/\\(.)/g, '$1')}.`}`
    }
    const variable = /^\s*([a-z][\w-]*)\s*(=?)(.*)$/is.exec(line.slice(header?.[0].length ?? 0))
    if (variable === null) continue
    const [, name = '', equals, rest = ''] = variable
    values.set(section + name.toLowerCase(), equals === '=' ? parseValue(rest) : 'true')
  }
  return values
}

/** A boolean as git reads it; undefined for anything that is none. */
export function parseGitBoolean(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined
  if (/^(?:true|yes|on|[+-]?0*[1-9]\d*)$/i.test(value)) return true
  return /^(?:false|no|off|[+-]?0+|)$/i.test(value) ? false : undefined
}

/** Lines, where a backslash at the end (one that is not itself escaped) takes in the next. A comment does not go on. */
function joinContinued(text: string): readonly string[] {
  const lines: string[] = []
  let begun = ''
  for (const line of text.split('\n')) {
    const joined = begun + line
    const isContinued = /(?<!\\)(?:\\\\)*\\$/.test(line) && !hasComment(joined)
    begun = isContinued ? joined.slice(0, -1) : ''
    if (!isContinued) lines.push(joined)
  }
  if (begun !== '') lines.push(begun)
  return lines
}

const valuePart = /"(?:[^"\\]|\\.)*"|\\.|[^"\\#;]/gs

function hasComment(line: string): boolean {
  return /[#;]/.test(line.replaceAll(/"(?:[^"\\]|\\.)*"?|\\./gs, ''))
}

function parseValue(text: string): string {
  let value = ''
  let trimmedLength = 0
  for (const { 0: part } of takeParts(text.trimStart())) {
    const isQuoted = part.startsWith('"')
    value += (isQuoted ? part.slice(1, -1) : part).replaceAll(/\\(.)/gs, (_, character: string) => unescape(character))
    if (isQuoted || !/\s/.test(part)) trimmedLength = value.length
  }
  return value.slice(0, trimmedLength)
}

/** The parts of a value up to a comment or the end. */
function takeParts(text: string): readonly RegExpExecArray[] {
  const parts: RegExpExecArray[] = []
  let end = 0
  for (const part of text.matchAll(valuePart)) {
    if (part.index !== end) break
    parts.push(part)
    end += part[0].length
  }
  return parts
}

function unescape(character: string): string {
  return { n: '\n', t: '\t', b: '\b' }[character] ?? character
}
