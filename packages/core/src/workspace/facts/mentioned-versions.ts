import { baseName, parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { MentionedVersion } from '../types.ts'
import { pinnedConstraint } from '../versions/pins.ts'

const dockerfileName = /^(?:Dockerfile|Containerfile)(?:\.[\w-]+)?$/
/** The tool that an image of the official library brings. */
const toolsByImage: ReadonlyMap<string, string> = new Map([
  ['node', 'node'],
  ['python', 'python'],
  ['golang', 'go'],
  ['ruby', 'ruby'],
  ['php', 'php'],
  ['rust', 'rust'],
])

/** Versions that are named for other machines: the image that is built, and the runners of CI. They ask nothing of this one. */
export function readMentionedVersions(sources: Sources): MentionedVersion[] {
  const { index } = sources
  const isOurs = (file: string): boolean => !isFixturePlace(parentOf(file)) && !isExamplePlace(parentOf(file))
  const dockerfiles = index.namedLike(dockerfileName).filter(isOurs)
  const workflows = index.files.filter((file) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file))
  return [
    ...dockerfiles.flatMap((file) => readDockerfile(sources, file)),
    ...workflows.flatMap((file) => readWorkflow(sources, file)),
  ]
}

function readDockerfile(sources: Sources, file: string): MentionedVersion[] {
  const values = new Map<string, string>()
  return sources.lines(file).flatMap((text, index) => {
    const [, name = '', value = ''] = /^\s*ARG\s+(\w+)=["']?([^\s"']*)/i.exec(text) ?? []
    if (name !== '') values.set(name, value)
    const line = text.replaceAll(
      /\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)/g,
      (written, braced?: string, byDefault?: string, bare?: string) =>
        values.get(braced ?? bare ?? '') ?? byDefault ?? written,
    )
    const match = /^\s*FROM\s+(?:--platform=\S+\s+)?(?:docker\.io\/)?(?:library\/)?([a-z]+):(\d[\w.]*)/i.exec(line)
    const tool = toolsByImage.get(match?.[1] ?? '')
    return tool === undefined
      ? []
      : [mention({ tool, range: match?.[2] ?? '', source: 'Dockerfile', file, line: index + 1 })]
  })
}

/** `node-version: 20.x`, `python: ['3.11', '3.12']`. What an expression gives is not known. */
function readWorkflow(sources: Sources, file: string): MentionedVersion[] {
  return sources.lines(file).flatMap((line, index) => {
    const match = /^\s*(?:-\s+)?(node|python|go|ruby|java|php)(?:[-_]versions?)?:\s*(.+?)\s*(?:#.*)?$/.exec(line)
    if (match === null) return []
    const [, tool = '', value = ''] = match
    const written = value.startsWith('[') ? value.slice(1).replace(/\].*$/, '').split(',') : [value]
    return written
      .map((text) => text.trim().replaceAll(/^["']|["']$/g, ''))
      .filter((text) => /^\d[\w.]*$/.test(text))
      .map((range) => mention({ tool, range, source: 'workflow', file, line: index + 1 }))
  })
}

interface Mention {
  readonly tool: string
  readonly range: string
  readonly source: MentionedVersion['source']
  readonly file: string
  readonly line: number
}

function mention({ tool, range, source, file, line }: Mention): MentionedVersion {
  const constraint = pinnedConstraint(tool, range.replace(/-.*$|\.x$/, ''))
  const directory = source === 'workflow' ? '.' : parentOf(file)
  const name = baseName(file)
  return {
    tool,
    range,
    ...(constraint === undefined ? {} : { constraint }),
    source,
    directory: directory === '' ? '.' : directory,
    evidence: { file, line },
    label: source === 'Dockerfile' ? name : 'CI',
  }
}
