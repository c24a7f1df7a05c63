import { npmConstraint } from './ranges.ts'
import { parseVersion, pinned, pinnedText } from './version.ts'

const floating: ReadonlySet<string> = new Set([
  'latest',
  'system',
  'stable',
  'current',
  'default',
  'node',
  'beta',
  'lts',
  'lts/*',
])

/** The names under which nvm and its kind know the long-term lines of Node. */
const nodeLines: ReadonlyMap<string, number> = new Map([
  ['argon', 4],
  ['boron', 6],
  ['carbon', 8],
  ['dubnium', 10],
  ['erbium', 12],
  ['fermium', 14],
  ['gallium', 16],
  ['hydrogen', 18],
  ['iron', 20],
  ['jod', 22],
  ['krypton', 24],
])

/** What the version files of nvm, pyenv, rbenv, asdf, mise and their kind select, as a semver range. */
export function pinnedConstraint(tool: string, text: string): string | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^(?:prefix|latest):/, '')
  if (floating.has(plain)) return '*'
  switch (tool) {
    case 'node':
      return pinnedNode(plain)
    case 'python':
      return pinnedText(plain.replace(/^(?:c?python-)/, '').replace(/(?:-dev|t)$/, ''))
    case 'go':
      return pinnedText(plain.replace(/^go/, ''))
    case 'ruby':
      return pinnedText(plain.replace(/^ruby-/, '').replace(/-?p\d+$/, ''))
    case 'rust':
      return plain.startsWith('nightly') || plain.startsWith('stable-')
        ? '*'
        : pinnedText(plain.replace(/-(?:x86_64|aarch64).*$/, ''))
    case 'java':
      return pinnedJava(plain)
    default:
      return pinnedText(plain)
  }
}

function pinnedNode(plain: string): string | undefined {
  const line = nodeLines.get(plain.replace(/^lts[/-]/, ''))
  if (line !== undefined) return `${line}.x`
  return pinnedText(plain) ?? npmConstraint(plain)
}

/** `temurin-17.0.9+9`, `17.0.9-tem`, `corretto-11`, `1.8`: the number without the vendor; 1.8 is Java 8. */
function pinnedJava(plain: string): string | undefined {
  const [number] = /\d+(?:\.\d+){0,2}/.exec(plain.replace(/^openjdk64-/, '')) ?? []
  const version = number === undefined ? undefined : parseVersion(number)
  if (version === undefined) return undefined
  const [major, minor] = version.numbers
  return major === 1 && minor !== undefined ? `${minor}.x` : pinned(version)
}
