import type { CodeFile, CodeMap } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { append } from './append.ts'
import { TEMPLATE } from './template-words.ts'

/** A place in code that has a template rendered. */
export interface RenderingPlace {
  readonly file: number
  readonly line: number
}

interface Template {
  readonly path: string
  readonly text: string
}

/** A text in code that names a template, or several where a part of it is put in. */
interface Naming extends RenderingPlace {
  readonly names: (path: string) => boolean
}

/** Code that renders mentions one of these. */
const RENDERERS = [
  'render',
  'render_to_string',
  'render_template',
  'render_to_response',
  'render_async',
  'renderFile',
  'renderView',
  'get_template',
  'getTemplate',
  'select_template',
  'template_name',
  'templateUrl',
  'TemplateResponse',
  'TemplateView',
  'inclusion_tag',
]
const DIRECTORY = /(?:^|\/)(?:templates|views|jinja2)\//
/** One template names another: behind such a word in quotes, in Pug without them, in Handlebars behind `>`. */
const NAMED_IN_TEMPLATE =
  /(?:extends|include|import|from|layout|render|embed|ssi)\b[ \t(:[]*["']([^"'\n]+)["']|^[ \t]*(?:extends|include) +([\w./-]+)|\{\{#?> *([\w./-]+)/gm
const STRING = /(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g
/** What is put into a text when the program runs. */
const PUT_IN = /%(?:\(\w+\))?s|\$?\{[^}]*\}/
const templatesMax = 5000
const lettersMin = 3

/** The templates of a code base: which names which, and what code renders them. */
export class Templates {
  readonly #map: CodeMap
  #templates: readonly Template[] | undefined
  #users: ReadonlyMap<string, readonly string[]> | undefined
  #namings: readonly Naming[] | undefined

  constructor(map: CodeMap) {
    this.#map = map
  }

  isTemplate(path: string): boolean {
    return TEMPLATE.test(path) || DIRECTORY.test(path)
  }

  get all(): readonly Template[] {
    this.#templates ??= this.#read()
    return this.#templates
  }

  /** A template, and those that name it over any steps. */
  usersOf(path: string): ReadonlySet<string> {
    this.#users ??= this.#readUsers()
    const found = new Set([path])
    for (const used of found) for (const user of this.#users.get(used) ?? []) found.add(user)
    return found
  }

  /** Where code has a template rendered, or one that names it. */
  renderingOf(path: string): readonly RenderingPlace[] {
    this.#namings ??= this.#readNamings()
    return this.#namings.filter(({ names }) => [...this.usersOf(path)].some((user) => names(user)))
  }

  /** By template those that name it. */
  #readUsers(): ReadonlyMap<string, readonly string[]> {
    const byStem = new Map<string, string[]>()
    for (const { path } of this.all) append(byStem, nameStem(path), path)
    const users = new Map<string, string[]>()
    for (const { path, text } of this.all)
      for (const name of namesIn(text))
        for (const used of byStem.get(nameStem(name)) ?? []) if (isNamed(used, name)) append(users, used, path)
    return users
  }

  #read(): readonly Template[] {
    const found: Template[] = []
    for (let number = 0; number < this.#map.fileCount && found.length < templatesMax; number++) {
      const path = this.#map.pathOf(number)
      if (!this.isTemplate(path) || isCode(this.#map.file(number).language)) continue
      found.push({ path, text: this.#map.read(number)?.source.toString('latin1') ?? '' })
    }
    return found
  }

  #readNamings(): readonly Naming[] {
    const files = new Set(RENDERERS.flatMap((name) => this.#map.uses(name).map(({ file }) => file)))
    const written = [...files].filter((file) => isCode(file.language) && WRITTEN.has(file.class))
    return written.flatMap(({ number }) =>
      namingsIn(this.#map.read(number)?.source.toString('latin1') ?? '').map((naming) => ({ ...naming, file: number })),
    )
  }
}

const WRITTEN: ReadonlySet<CodeFile['class']> = new Set(['source', 'test'])

function namingsIn(text: string): readonly Omit<Naming, 'file'>[] {
  const found: Omit<Naming, 'file'>[] = []
  let line = 1
  let seen = 0
  for (const { index, 2: name = '' } of text.matchAll(STRING)) {
    const names = matcherOf(name, text.slice(Math.max(0, index - 60), index))
    if (names === undefined) continue
    for (; seen < index; seen++) if (text.charCodeAt(seen) === LINE_FEED) line++
    found.push({ line, names })
  }
  return found
}

const LINE_FEED = 10

function namesIn(template: string): readonly string[] {
  return [...template.matchAll(NAMED_IN_TEMPLATE)].map(([, quoted, plain, partial]) => quoted ?? plain ?? partial ?? '')
}

/** The last part of a path up to its first dot. */
function nameStem(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '')
}

/** Whether a template has a name: all of its path or the end of it, with or without what it ends in. */
function isNamed(path: string, name: string): boolean {
  const plain = name.replace(/^(?:\.{0,2}\/)+/, '')
  const at = path.lastIndexOf(plain)
  if (plain === '' || at === -1 || (at > 0 && path[at - 1] !== '/')) return false
  return /^(?:\.[\w.]+)?$/.test(path.slice(at + plain.length))
}

/** Undefined where a text in code is no name of a template. */
function matcherOf(text: string, before: string): ((path: string) => boolean) | undefined {
  const parts = text.split(PUT_IN)
  const isPath = /[/.]/.test(text) && /^[\w@./ -]*$/.test(parts.join(''))
  const isRendered = /\brender\w*\([\s\w,]*$/.test(before) && /^[\w-]+$/.test(text)
  if ((!isPath && !isRendered) || parts.join('').replaceAll(/\W/g, '').length < lettersMin) return undefined
  if (parts.length === 1) return (path) => isNamed(path, text)
  const [first = '', ...rest] = parts.map((part) => part.replaceAll('.', String.raw`\.`))
  const pattern = new RegExp(
    `(?:^|/)${first.replace(/^\//, '')}${rest.map((part) => `.*${part}`).join('')}(?:\\.[\\w.]+)?$`,
  )
  return (path) => pattern.test(path)
}

function isCode(language: CodeFile['language']): boolean {
  return language === 'python' || isScript(language)
}
