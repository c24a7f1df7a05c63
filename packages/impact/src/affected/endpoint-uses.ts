import type { Repository } from '@groundcrew/core/repo'
import type { EndpointChange } from './endpoints.ts'
import { grepLines, type GrepLine } from './grep-lines.ts'

/** Where the path of an endpoint still stands. */
export type PathMention = Pick<GrepLine, 'path' | 'line'>

const endpointsMax = 50
const mentionsMax = 20
/** A path without a word of this length may be anything. */
const wordLengthMin = 3
/** A part that each caller fills in; in a text it is a value, or code that gives one. */
const PARAMETER = /^(?::.+|\{.+\}|<.*>|\[.+\]|\*.*|\$\{.*\})$/
const VALUE = String.raw`[^/"'\`?#, ]+`

/** Which files of the work tree name the paths of endpoints that went: their callers, tests and documents. */
export async function findPathMentions(
  repository: Repository,
  endpoints: readonly EndpointChange[],
): Promise<readonly EndpointChange[]> {
  const removed = endpoints.filter(({ change }) => change === 'removed').slice(0, endpointsMax)
  const wanted = removed.flatMap((endpoint) => {
    const pattern = patternOf(endpoint.endpoint.replace(/^\S+ /, ''))
    return pattern === undefined ? [] : [{ endpoint, pattern }]
  })
  if (wanted.length === 0 || repository.root === undefined) return endpoints
  const patterns = [...new Set(wanted.map(({ pattern }) => pattern))]
  const lines = await grepLines(repository, patterns, { options: ['-E'], pathspecs: [':(top)'] })
  const found = new Map<EndpointChange, readonly PathMention[]>()
  for (const { endpoint, pattern } of wanted) {
    const expression = new RegExp(pattern)
    const mentions = lines.filter(({ text }) => expression.test(text)).map(({ path, line }) => ({ path, line }))
    if (mentions.length > 0) found.set(endpoint, mentions.slice(0, mentionsMax))
  }
  return endpoints.map((endpoint) => {
    const namedIn = found.get(endpoint)
    return namedIn === undefined ? endpoint : { ...endpoint, namedIn }
  })
}

/** For git and for JavaScript alike: the path as a whole, behind nothing that a longer one would have there. */
function patternOf(route: string): string | undefined {
  const parts = route.split('/').filter((part) => part !== '')
  if (!parts.some((part) => !PARAMETER.test(part) && part.length >= wordLengthMin)) return undefined
  const words = parts.map((part) =>
    PARAMETER.test(part) ? VALUE : part.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`),
  )
  return String.raw`(^|[^A-Za-z0-9_/-])/${words.join('/')}/?($|[^A-Za-z0-9_/-])`
}
