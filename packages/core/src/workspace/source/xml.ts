import { LineFinder } from './line-finder.ts'

export interface XmlElement {
  readonly name: string
  readonly line: number
  readonly children: readonly XmlElement[]
  /** The text directly inside, trimmed; entities are left as written. */
  readonly text: string
}

/**
 * The elements of an XML document without their attributes, for poms and project files. No entity is ever expanded. Text that is no
 * XML gives no elements; a tag that does not end ends the document.
 */
export function parseXml(text: string): XmlElement | undefined {
  const builder = new XmlBuilder(text)
  for (let at = 0; ;) {
    const start = text.indexOf('<', at)
    if (start < 0) break
    builder.addText(text.slice(at, start))
    const end = endOfMarkup(text, start)
    if (end === undefined) break
    builder.addMarkup(start, end)
    at = end
  }
  return builder.finish()
}

/** The first child element at a path of names. */
export function xmlAt(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  let current = element
  for (const name of names) current = current?.children.find((child) => child.name === name)
  return current
}

export function xmlChildren(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

const CDATA = '<![CDATA['

interface OpenElement {
  readonly name: string
  readonly line: number
  readonly children: OpenElement[]
  text: string
}

class XmlBuilder {
  readonly #text: string
  readonly #lines: LineFinder
  readonly #top: OpenElement = { name: '', line: 1, children: [], text: '' }
  readonly #open: OpenElement[] = [this.#top]

  constructor(text: string) {
    this.#text = text
    this.#lines = new LineFinder(text)
  }

  addText(text: string): void {
    this.#current().text += text
  }

  addMarkup(start: number, end: number): void {
    const markup = this.#text.slice(start, end)
    if (markup.startsWith(CDATA)) this.addText(markup.slice(CDATA.length, -3))
    else if (markup.startsWith('</')) this.#close(markup.slice(2, -1).trim())
    else this.#openElement(markup, start)
  }

  finish(): XmlElement | undefined {
    const waiting = [this.#top]
    for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
      element.text = element.text.trim()
      for (const child of element.children) waiting.push(child)
    }
    return this.#top.children[0]
  }

  #openElement(markup: string, start: number): void {
    const name = /^<([A-Za-z_][\w.:-]*)/.exec(markup)?.[1]
    if (name === undefined) return
    const element: OpenElement = { name, line: this.#lines.lineAt(start), children: [], text: '' }
    this.#current().children.push(element)
    if (!markup.endsWith('/>')) this.#open.push(element)
  }

  #close(name: string): void {
    if (this.#current().name === name && this.#open.length > 1) this.#open.pop()
  }

  #current(): OpenElement {
    return this.#open.at(-1) ?? this.#top
  }
}

/** The offset after a tag, comment, CDATA section, doctype or instruction that starts at `start`. */
function endOfMarkup(text: string, start: number): number | undefined {
  if (text.startsWith('<!--', start)) return endAfter(text, '-->', start + 4)
  if (text.startsWith(CDATA, start)) return endAfter(text, ']]>', start)
  if (text.startsWith('<?', start)) return endAfter(text, '?>', start)
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at]
    if (character === '>') return at + 1
    if (character !== '"' && character !== "'") continue
    at = text.indexOf(character, at + 1)
    if (at < 0) return undefined
  }
  return undefined
}

function endAfter(text: string, mark: string, from: number): number | undefined {
  const at = text.indexOf(mark, from)
  return at < 0 ? undefined : at + mark.length
}
