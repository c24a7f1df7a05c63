import type { Html, RootContent } from 'mdast'
import type { Scope } from '../model/scope.ts'

/** What a generated document says about itself, in a comment at its beginning. */
export interface Header {
  readonly scope: Scope['kind']
  /** The number of the task it is about; none for a whole plan. */
  readonly task?: number
  /** The name in all databases of that task, or of the first one of a plan: numbers are the same in any two. */
  readonly uid: string
  /** The last event that it knows of. */
  readonly event: number
  /** Of the document without this comment and without what is kept. */
  readonly digest: string
}

export function headerNode(header: Header): Html {
  // Nothing in it can end the comment.
  const json = JSON.stringify(header)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('>', String.raw`\u003e`)
  return { type: 'html', value: `<!-- runbook ${json} -->` }
}

/** The header, where the document begins with one. */
export function readHeader(first: RootContent | undefined): Header | undefined {
  const [, json] = (first?.type === 'html' ? /^<!-- runbook (\{.*\}) -->$/.exec(first.value.trim()) : undefined) ?? []
  if (json === undefined) return undefined
  try {
    return asHeader(JSON.parse(json) as Readonly<Record<string, unknown>>)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function asHeader({ scope, task, uid, event, digest }: Readonly<Record<string, unknown>>): Header | undefined {
  if (scope !== 'task' && scope !== 'tree' && scope !== 'all') return undefined
  if (typeof event !== 'number' || typeof digest !== 'string' || typeof uid !== 'string') return undefined
  if (scope === 'all') return { scope, uid, event, digest }
  return typeof task === 'number' ? { scope, task, uid, event, digest } : undefined
}
