import type { CodeFile, CodeMap } from '../code-map.ts'
import { baseOf } from '../resolve/paths.ts'

const ABOUT_LENGTH_MAX = 240
const ABOUT_LETTERS_MIN = 25
const GUIDES_MAX = 8
const README = /^readme(?:\.(?:md|markdown|rst|txt|adoc))?$/i
const MANIFESTS: readonly string[] = [
  'package.json',
  'pyproject.toml',
  'setup.cfg',
  'setup.py',
  'Cargo.toml',
  'composer.json',
]
/** What is written for whoever works on the code, the most useful first. */
const GUIDES: readonly RegExp[] = [
  README,
  /^AGENTS\.md$/,
  /^CLAUDE\.md$/,
  /^(?:docs\/)?contributing\.(?:md|rst|txt)$/i,
  /^(?:\.github\/(?:CONTRIBUTING|copilot-instructions)\.md)$/,
  /^(?:docs\/)?(?:architecture|design|development|developer|hacking|style)\.(?:md|rst|txt)$/i,
]

/** What the repository says of itself in a sentence: its manifest, or else the first paragraph of its readme. */
export function aboutOf(map: CodeMap, files: readonly CodeFile[]): string | undefined {
  const gemspecs = rootFilesOf(files).filter((path) => path.endsWith('.gemspec'))
  for (const path of [...MANIFESTS, ...gemspecs]) {
    const text = textOf(map, path)
    const described = text === undefined ? undefined : descriptionIn(text)
    if (described !== undefined) return shorten(described)
  }
  const readme = files.find(({ path }) => README.test(path))
  const paragraph = readme === undefined ? undefined : firstParagraph(textOf(map, readme.path) ?? '')
  return paragraph === undefined ? undefined : shorten(paragraph)
}

/** The documents to read first. */
export function guidesOf(files: readonly CodeFile[]): readonly string[] {
  return GUIDES.flatMap((guide) => files.map(({ path }) => path).filter((path) => guide.test(path))).slice(
    0,
    GUIDES_MAX,
  )
}

/** The files of the root that are neither hidden nor manifests' locks. */
export function rootFilesOf(files: readonly CodeFile[]): readonly string[] {
  return files.map(({ path }) => path).filter((path) => path === baseOf(path) && !/^\.git|lock/i.test(path))
}

function textOf(map: CodeMap, path: string): string | undefined {
  const number = map.findFile(path)
  return number === undefined ? undefined : map.read(number)?.source.toString()
}

/** As in most manifests: `"description": "…"`, `description = '…'`, `spec.summary = "…"`. */
const QUOTED =
  /^\s*(?:"description"|description|\w+\.(?:summary|description))\s*[:=]\s*("(?:[^"\\\n]|\\.)+"|'[^'\n]+')/m
/** As in setup.cfg. */
const BARE = /^description *= *((?!["']|\w+:)\S.*)$/m

function descriptionIn(manifest: string): string | undefined {
  const quoted = QUOTED.exec(manifest)?.[1]
  const text = quoted?.slice(1, -1).replaceAll(/\\(.)/g, '$1') ?? BARE.exec(manifest)?.[1]
  return text !== undefined && isSentence(plain(text)) ? plain(text) : undefined
}

/** The prose behind the title and before the next heading, or else the title; what stands before any heading comes first. */
function firstParagraph(readme: string): string | undefined {
  const text = readme.replaceAll('\r\n', '\n').replaceAll(NO_PROSE, '')
  const title = TITLE.exec(text)
  if (title === null) return paragraphIn(text)
  const before = paragraphIn(text.slice(0, title.index))
  const name = plain(title[0].replaceAll(/^#+|#+$|\n[=-]+\s*$/g, ''))
  return before ?? paragraphIn(text.slice(title.index + title[0].length)) ?? (name === '' ? undefined : name)
}

/** Comments, code, and where links lead. */
const NO_PROSE = /<!--[\s\S]*?-->|^(```|~~~)[\s\S]*?^\1|^\[[^\]\n]+\]: .*$/gm
const TITLE = /^#{1,3} .*$|^[^\s#].*\n(?:={3,}|-{3,})[ \t]*$|<h1[\s\S]*?<\/h1>/m

function paragraphIn(text: string): string | undefined {
  for (const block of text.replaceAll(ELEMENT_END, '\n\n').split(/\n\s*\n/)) {
    if (/^\s*#{1,6} /.test(block)) return undefined
    const isProse = !/^\s*(?:[-*+] |\d+\. |>|\||\.\. |:\w+:|=+$)/.test(block)
    const paragraph = isProse && !isOfLinks(block) ? plain(block) : ''
    if (isSentence(paragraph)) return paragraph
  }
  return undefined
}

/** Whether links are all there is: `[Website](…) · [Documentation](…)`. */
function isOfLinks(block: string): boolean {
  return !/\p{L}/u.test(plain(block.replaceAll(LINK, '')))
}

const LINK = /!?\[(?:!\[[^\]]*\]\([^)]*\)|[^\]])*\](?:\([^)]*\)|\[[^\]]*\])|<a\b[\s\S]*?<\/a>/gi

/** Elements that stand by themselves end a paragraph. */
const ELEMENT_END = /<\/(?:p|div|center|h[1-6]|table|picture|ul)>|<hr\b[^>]*>/gi

function isSentence(text: string): boolean {
  return text.replaceAll(/[^\p{L}]/gu, '').length >= ABOUT_LETTERS_MIN && !/^[^\p{L}\p{N}]*$/u.test(text)
}

/** Without pictures, links, marks and elements. */
function plain(text: string): string {
  return text
    .replaceAll(/\[?!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])(?:\]\([^)]*\)|\]\[[^\]]*\])?/g, '')
    .replaceAll(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replaceAll(/\[([^\][\n]+)\]/g, '$1')
    .replaceAll(/`([^`]*)<[^>`]*>`_/g, '$1')
    .replaceAll(/<[^>]*>|&nbsp;/g, ' ')
    .replaceAll(/\*\*|__|`/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function shorten(text: string): string {
  return text.length <= ABOUT_LENGTH_MAX ? text : `${text.slice(0, ABOUT_LENGTH_MAX - 1).replace(/\s+\S*$/, '')}…`
}
