import { absent, bytesOf, type Content, type FileEdit } from './file-edit.ts'

export interface BlockStyle {
  readonly begin: string
  readonly end: string
}

export const markdownBlock: BlockStyle = { begin: '<!-- groundcrew begin -->', end: '<!-- groundcrew end -->' }
export const hashBlock: BlockStyle = { begin: '# groundcrew begin', end: '# groundcrew end' }

const newFileMode = 0o644

interface Block {
  readonly path: string
  readonly what: string
  readonly style: BlockStyle
  readonly lines: readonly string[]
  /** Of a file that is made for the block. */
  readonly mode?: number
}

/** A block between two marks at the end of a file that is otherwise somebody else's. */
export function blockEdit({ path, what, style, lines, mode = newFileMode }: Block): FileEdit {
  return {
    path,
    what,
    install: (before) => {
      const eol = before.kind === 'file' && before.text.includes('\r\n') ? '\r\n' : '\n'
      const block = bytesOf([style.begin, ...lines, style.end, ''].join(eol))
      if (before.kind !== 'file') return { kind: 'file', text: block, mode }
      const text = withoutBlock(before.text, style)
      return { ...before, text: text === '' ? block : `${text}${text.endsWith('\n') ? '' : eol}${eol}${block}` }
    },
    uninstall: (now) => removeBlock(now, style),
  }
}

function removeBlock(now: Content, style: BlockStyle): Content {
  if (now.kind !== 'file' || !now.text.includes(style.begin)) return now
  const text = withoutBlock(now.text, style)
  return text.trim() === '' ? absent : { ...now, text }
}

/** What is around the block, as it was before. */
export function withoutBlock(text: string, { begin, end }: BlockStyle): string {
  const start = text.indexOf(begin)
  const stop = text.indexOf(end, start)
  if (start === -1 || stop === -1) return text
  const after = text.slice(stop + end.length).replace(/^\r?\n/, '')
  return text.slice(0, start).replace(/(\r?\n)\r?\n$/, '$1') + after
}
