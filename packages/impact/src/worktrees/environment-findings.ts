import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { firstChangedLine, isChangedLine, originalPath, type Side } from './side.ts'

/** Variables of the environment that one side sets anew in code, and that nothing of the other side reads any more. */
export async function findEnvironment(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneVariables(provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for (const file of consumer.files.filter(({ hunks, isBinary }) => hunks.length > 0 && !isBinary)) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const text = (await consumer.after.open(file.path))?.source.toString('utf8') ?? ''
    for (const set of namesIn(text, SETTING)) {
      const variable = gone.find(({ name }) => name === set.name)
      const isRead = namesIn(text, READING).some(({ name }) => name === set.name)
      if (variable === undefined || isRead || !isChangedLine(file, set.line)) continue
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places({ path: file.path, line: set.line }, { path: variable.path, line: variable.line }),
        text: `${user} set ${set.name}, ${changer} read it no more`,
        symbol: set.name,
      })
    }
  }
  return found
}

/** With the name in the first group: `os.environ['NAME']`, `os.getenv('NAME')`, `process.env.NAME`, `os.Getenv("NAME")`, `ENV['NAME']`. */
const READING =
  /(?:\benviron(?:\.get\(|\[)|\bgetenv\(|\bos\.(?:Getenv|LookupEnv)\(|\bENV(?:\.fetch\(|\[))\s*['"](\w+)['"]|\bprocess\.env(?:\.|\[['"])(\w+)(?!\w*['"\]]*\s*=[^=])/g

/** `monkeypatch.setenv('NAME', …)`, `vi.stubEnv('NAME', …)`, `t.Setenv("NAME", …)`, `patch.dict(os.environ, {'NAME': …})`, `process.env.NAME = …`. */
const SETTING =
  /\b(?:setenv|stubEnv|Setenv)\(\s*['"](\w+)['"]|\bpatch\.dict\(\s*(?:os\.)?environ,\s*\{\s*['"](\w+)['"]|\bprocess\.env\.(\w+)\s*=[^=]/g

interface NamedPlace {
  readonly name: string
  readonly line: number
}

function namesIn(text: string, pattern: RegExp): readonly NamedPlace[] {
  return [...text.matchAll(pattern)].map(({ index, ...groups }) => ({
    name: groups[1] ?? groups[2] ?? groups[3] ?? '',
    line: text.slice(0, index).split('\n').length,
  }))
}

interface GoneVariable extends NamedPlace {
  readonly path: string
}

/** Those that a file read, and that nothing but documents names any more. */
async function goneVariables({ files, before, after }: Side): Promise<readonly GoneVariable[]> {
  const found: GoneVariable[] = []
  for (const file of files) {
    if (file.status === 'added' || file.isBinary) continue
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const [old, now] = await Promise.all([before.open(originalPath(file)), after.open(file.path)])
    if (old === undefined || now === undefined) continue
    for (const { name } of namesIn(old.source.toString('utf8'), READING)) {
      const isNamed = new RegExp(String.raw`\b${name}\b`).test(now.source.toString('utf8'))
      // oxlint-disable-next-line no-await-in-loop -- rarely any
      if (isNamed || (await after.holds(name, 'as a word'))) continue
      found.push({ name, path: file.path, line: firstChangedLine(file) })
    }
  }
  return found
}
