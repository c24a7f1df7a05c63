import path from 'node:path'
import { listTools, type Repository } from '../repository.ts'

export function theIndexListsEveryPage(repository: Repository): readonly string[] {
  const pages = repository.files.filter((file) => /^docs\/[^/]+\.md$/.test(file) && file !== 'docs/index.md')
  const expected = new Set([...pages, ...listTools(repository).map((tool) => `docs/${tool}.md`)])
  const listed = new Set(
    repository.has('docs/index.md') ? listLinks(repository, 'docs/index.md').map(({ file }) => file) : [],
  )
  return [...expected].filter((page) => !listed.has(page)).map((page) => `docs/index.md: no link to ${page}`)
}

export function linksResolve(repository: Repository): readonly string[] {
  const pages = repository.files.filter((file) => file.endsWith('.md') && !file.startsWith('test/fixtures/'))
  return pages.flatMap((page) =>
    listLinks(repository, page).flatMap(({ line, file, anchor, target }) => {
      if (file !== '' && !exists(repository, file)) return [`${page}:${line}: ${target} leads nowhere`]
      if (anchor === '' || !file.endsWith('.md') || listAnchors(repository.read(file)).includes(anchor)) return []
      return [`${page}:${line}: ${target} names no heading`]
    }),
  )
}

interface Link {
  readonly line: number
  readonly target: string
  /** Relative to the repository. */
  readonly file: string
  readonly anchor: string
}

/** Links to other sites are not ours to check. */
function listLinks(repository: Repository, page: string): readonly Link[] {
  const lines = withoutCode(repository.read(page)).split('\n')
  return lines.flatMap((text, index) =>
    [...text.matchAll(/\]\(([^()\s]+)\)|^\[[^\]]+\]:\s*(\S+)/g)].flatMap((match) => {
      const target = match[1] ?? match[2] ?? ''
      if (/^[a-z][a-z+.-]*:/i.test(target)) return []
      const [name = '', anchor = ''] = target.split('#')
      const file = name === '' ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(name))
      return [{ line: index + 1, target, file, anchor }]
    }),
  )
}

function exists(repository: Repository, file: string): boolean {
  const folder = file.endsWith('/') ? file : `${file}/`
  return repository.has(file) || repository.files.some((other) => other.startsWith(folder))
}

/** The anchors of GitHub: lower case, punctuation dropped, blanks as dashes. */
function listAnchors(markdown: string): readonly string[] {
  return [...withoutBlocks(markdown).matchAll(/^#+\s+(.+?)\s*$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )
}

function withoutCode(markdown: string): string {
  return withoutBlocks(markdown).replace(/`[^`\n]*`/g, '')
}

/** Blanks out fenced blocks, and keeps the lines. */
function withoutBlocks(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1\s*$/gm, (block) => block.replace(/[^\n]/g, ''))
}
