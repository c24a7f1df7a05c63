import type { CodeSymbol, OpenFile } from '../code-map.ts'
import { isC } from '../languages.ts'
import { goReceiver } from '../meaning/go-receiver.ts'

const QUALIFIER = /(?:[A-Za-z_]\w*\s*(?:<[^<>]*>\s*)?::\s*)+~?$/
const qualifierBytesMax = 200

/**
 * The qualified name with what stands before the name itself: of `void Box::open() {` in the namespace `a` it is `a.Box.open`, of
 * `func (b *Box) Open()` it is `Box.Open`. Methods of Go, C and C++ may stand in another file than their type.
 */
export function fullName({ file, source, symbols }: OpenFile, symbol: CodeSymbol): string {
  const { qualifiedName, name, nameStart, parent, kind } = symbol
  const isMember = parent !== -1 && symbols[parent]?.kind !== 'namespace'
  if (isMember || (file.language !== 'go' && !isC(file))) return qualifiedName
  if (file.language === 'go') {
    const receiver = kind === 'method' ? goReceiver(source, symbol) : undefined
    return receiver === undefined ? qualifiedName : `${receiver}.${name}`
  }
  const before = source.toString('latin1', Math.max(0, nameStart - qualifierBytesMax), nameStart)
  const [qualifier = ''] = QUALIFIER.exec(before) ?? []
  const outer = qualifier.replaceAll(/<[^<>]*>|\s|~$/g, '').replaceAll('::', '.')
  return `${qualifiedName.slice(0, qualifiedName.length - name.length)}${outer}${name}`
}
