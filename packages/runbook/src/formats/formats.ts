import { usageError } from '@groundcrew/core/cli'
import type { TaskGraph } from '@groundcrew/core/tasks'

export type Format = 'md' | 'html' | 'json'
export const FORMATS: readonly Format[] = ['md', 'html', 'json']

/** The word that every file of ours has near its beginning. */
export const GENERATOR = 'groundcrew runbook'
const BEGINNING_CHARS_MAX = 400

export function isOurs(text: string): boolean {
  return text.slice(0, BEGINNING_CHARS_MAX).includes(GENERATOR)
}

export function asFormat(text: string): Format {
  const format = FORMATS.find((known) => known === text)
  if (format === undefined) throw usageError(`--format ${text}: one of ${FORMATS.join(', ')}`)
  return format
}

/** A document in the form that was asked for. Code for a form is loaded when it is needed. */
export async function inFormat(
  markdown: string,
  { format, graph }: { readonly format: Format; readonly graph: TaskGraph | undefined },
): Promise<string> {
  switch (format) {
    case 'md':
      return markdown
    case 'json': {
      const { toJson } = await import('./to-json.ts')
      return toJson(markdown)
    }
    case 'html': {
      const { toHtml } = await import('./to-html.ts')
      return toHtml(markdown, graph)
    }
  }
}
