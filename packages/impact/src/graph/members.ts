import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { runsAtLoad } from './load-code.ts'
import { textAt, tokenAt } from './token-text.ts'

/** Names of methods that the language itself calls, or a program that gets an object of the class, by the language. */
const CALLED_IN_SCRIPT =
  /^(?:constructor|toString|toLocaleString|valueOf|toJSON|then|next|return|throw|inspect|handleEvent)$/
/** What containers call of a class that they make, whether it says so or not. */
const CALLED_BY_CONTAINERS =
  /^(?:on[A-Z]\w*|ng[A-Z]\w*|before\w+|canActivate\w*|canLoad|canDeactivate|resolve\w*|intercept|transform|use|catch|validate\w*|serialize|deserialize|handle\w*|execute|process|configure|create\w*Options|run|dispose|afterInsert|\w+Subscriber|listenTo)$/
const CALLED_IN_PYTHON =
  /^(?:__\w+__|_missing_|_generate_next_value_|test\w*|\w*[sS]et_?[uU]p\w*|\w*[tT]ear_?[dD]own\w*|setup_\w+|teardown_\w+|runTest|pytest_\w+|keys|write|writelines|flush|read\w*|seek\w*|tell|writable|fileno|isatty|close|find_spec|find_module|exec_module|create_module|load_module|get_(?:code|source|data|filename)|is_package|info|get_all|getheaders?|get_header|has_header|header_items|get_full_url|get_host|get_type|add_unredirected_header|acquire|release|connection_(?:made|lost)|data_received|eof_received|datagram_received)$/
const CALLED_IN_GO =
  /^(?:String|GoString|Error|Format|Unwrap|Is|As|Timeout|Temporary|Len|Less|Swap|Push|Pop|Set|Value|Scan|Read\w*|Write\w*|Close\w*|Seek|Flush|Hijack|Header|ServeHTTP|RoundTrip|Marshal\w*|Unmarshal\w*|Gob\w*|Open|Stat|Name|Size|Mode|ModTime|IsDir|Sys|Info|Glob|Sub|Lock|Unlock|RLock|RUnlock|RLocker|Done|Deadline|Err|Addr|Network|Accept|LocalAddr|RemoteAddr|SetDeadline|SetReadDeadline|SetWriteDeadline|Sum\w*|Reset|BlockSize|At|Bounds|ColorModel|RGBA|Convert|Int63|Uint64|Seed|Visit|Driver|Connect|Prepare|Begin\w*|Commit|Rollback|Exec\w*|Query\w*|NumInput|Columns|Next|LastInsertId|RowsAffected|Public|Sign|Decrypt|Enabled|Handle|WithAttrs|WithGroup|LogValue|IsBoolFlag|Import|Pos|End)$/
const CALLED_IN_RUBY =
  /^(?:initialize\w*|to_\w+|each|call|coerce|hash|inspect|method_missing|respond_to_missing\?|respond_to\?|inherited|included|extended|prepended|method_added|const_missing|marshal_\w+|_dump|_load|as_json|test_\w+|setup|teardown|before_\w+|after_\w+|perform|encode_with|init_with|write|read|gets|close|exception|message|backtrace)$|[^\w?!=]/

/** Of a class: they keep it as it is, and call nothing of it but what the language would. */
const PLAIN_CLASS_DECORATORS: ReadonlySet<string> = new Set([
  'dataclass',
  'final',
  'runtime_checkable',
  'total_ordering',
  'unique',
])

/** Likewise: containers make the object and hand it to those who ask for the class. What they call is decorated, or of an interface of theirs. */
const CONTAINER_DECORATORS: ReadonlySet<string> = new Set([
  'Injectable',
  'Controller',
  'Service',
  'injectable',
  'singleton',
  'autoInjectable',
  'scoped',
])

/** The methods of classes that are units of their own: their body runs where somebody uses their name, and nowhere else. */
export function memberSymbols(open: OpenFile, roots: readonly CodeSymbol[]): readonly CodeSymbol[] {
  if (open.file.language === 'go') return []
  const { symbols } = open.extraction
  const classes = new Set(roots.filter((root) => CLASS_KINDS.includes(root.kind) && !isTakenOver(open, root)))
  return symbols.filter((symbol) => {
    const parent = symbols[symbol.parent]
    return parent !== undefined && classes.has(parent) && symbol.start >= parent.start && isMember(open, symbol)
  })
}

const CLASS_KINDS: readonly string[] = ['class', 'module']

/** A method that only its name leads to: no decorator knows it, and no language calls it. */
export function isMember(open: OpenFile, symbol: CodeSymbol): boolean {
  const { kind, name, signatureEnd, end, nameStart } = symbol
  const { language } = open.file
  if (kind !== 'method' || signatureEnd >= end) return false
  if (language === 'go') return !CALLED_IN_GO.test(name)
  if (language === 'ruby') return !CALLED_IN_RUBY.test(name)
  if (open.source.toString('utf8', nameStart, nameStart + Buffer.byteLength(name)) !== name) return false
  if (language === 'python') return !CALLED_IN_PYTHON.test(name) && !isDecorated(open, symbol)
  return (
    isScript(language) &&
    /^#?[\w$]+$/.test(name) &&
    !CALLED_IN_SCRIPT.test(name) &&
    !isDecorated(open, symbol) &&
    !isOfContainer(open, symbol)
  )
}

function isOfContainer(open: OpenFile, { name, parent }: CodeSymbol): boolean {
  const owner = open.extraction.symbols[parent]
  return owner !== undefined && CALLED_BY_CONTAINERS.test(name) && isDecorated(open, owner)
}

/** Of a script: whether a member of that name runs without being named. */
export function isCalledInScript(name: string): boolean {
  return CALLED_IN_SCRIPT.test(name)
}

/** By a decorator that may do anything with what it is given. */
function isDecorated(open: OpenFile, { start, nameStart }: CodeSymbol): boolean {
  const range = { from: tokenAt(open, start), to: tokenAt(open, nameStart) }
  if (open.file.language === 'python') return runsAtLoad(open, range)
  return decorators(open, range).length > 0
}

function isTakenOver(open: OpenFile, { start, nameStart }: CodeSymbol): boolean {
  const names = decorators(open, { from: tokenAt(open, start), to: tokenAt(open, nameStart) })
  const plain = open.file.language === 'python' ? PLAIN_CLASS_DECORATORS : CONTAINER_DECORATORS
  return !names.every((name) => plain.has(name))
}

/** The last name of each: of `@a.b(c)` it is `b`. */
function decorators(open: OpenFile, { from, to }: { readonly from: number; readonly to: number }): readonly string[] {
  const { kind } = open.extraction.tokens
  const found: string[] = []
  for (let at = from; at < to; at++) {
    if (kind[at] !== C.at || open.file.language === 'ruby') continue
    let last = at + 1
    while (kind[last + 1] === C.dot) last += 2
    found.push(textAt(open, last))
  }
  return found
}

/** What stands for a base that no name tells. */
export const COMPUTED_BASE = '()'

/** What a class says that it is made of, as it is written: `Base`, `module.Base`; `COMPUTED_BASE` for the result of a call. */
export function basesOf(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  if (open.file.language === 'go') return symbol.kind === 'struct' ? embeddedTypes(open, symbol) : []
  if (symbol.kind !== 'class') return []
  const range = { from: tokenAt(open, symbol.nameStart) + 1, to: tokenAt(open, symbol.signatureEnd) }
  if (open.file.language === 'python') return pythonBases(open, range)
  if (open.file.language === 'ruby') return dottedNames(open, range)
  return isScript(open.file.language) ? scriptBases(open, symbol) : []
}

/** `(a.B, C[T], metaclass=M)` */
function pythonBases(open: OpenFile, { from, to }: { readonly from: number; readonly to: number }): readonly string[] {
  const { kind } = open.extraction.tokens
  const found: string[] = []
  let depth = 0
  for (let at = from; at < to; at++) {
    if (kind[at] === C.open || kind[at] === C.openBracket) {
      depth++
      if (depth > 1 && kind[at] === C.open) found.push(COMPUTED_BASE)
    } else if (kind[at] === C.close || kind[at] === C.closeBracket) depth--
    else if (depth === 1 && kind[at] === T.name && kind[at + 1] !== C.equals && kind[at - 1] !== C.dot)
      found.push(dottedFrom(open, at))
  }
  return found
}

/** `<T> extends A.B<C> implements D, E`; of `const A = class extends B`, what follows the word. */
function scriptBases(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const { kind, count } = open.extraction.tokens
  const end = Math.min(tokenAt(open, symbol.end), count)
  const found: string[] = []
  let depth = 0
  let isHeritage = false
  for (let at = tokenAt(open, symbol.nameStart) + 1; at < end; at++) {
    const text = textAt(open, at)
    if (text === '<') depth++
    else if (/^>+$/.test(text)) depth -= text.length
    if (depth > 0) continue
    if (kind[at] === C.openBrace) break
    if (text === 'extends' || text === 'implements') isHeritage = true
    else if (isHeritage && kind[at] === C.open) return [...found, COMPUTED_BASE]
    else if (isHeritage && kind[at] === T.name && kind[at - 1] !== C.dot) found.push(dottedFrom(open, at))
  }
  return found
}

/** Fields of a Go struct that are a type alone: its methods are the struct's too. */
function embeddedTypes(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const { kind, isAfterNewline } = open.extraction.tokens
  const end = tokenAt(open, symbol.end)
  const found: string[] = []
  for (let at = tokenAt(open, symbol.nameStart) + 1; at < end; at++) {
    if (isAfterNewline[at] !== 1) continue
    const first = kind[at] === C.star ? at + 1 : at
    const last = kind[first + 1] === C.dot ? first + 2 : first
    const isAlone = isAfterNewline[last + 1] === 1 || kind[last + 1] === T.string || kind[last + 1] === C.openBracket
    if (kind[first] === T.name && isAlone) found.push(dottedFrom(open, first))
  }
  return found
}

function dottedNames(open: OpenFile, { from, to }: { readonly from: number; readonly to: number }): readonly string[] {
  const { kind } = open.extraction.tokens
  const found: string[] = []
  for (let at = from; at < to; at++)
    if (kind[at] === T.name && kind[at - 1] !== T.scope) found.push(dottedFrom(open, at))
  return found
}

function dottedFrom(open: OpenFile, first: number): string {
  const { kind } = open.extraction.tokens
  let text = textAt(open, first)
  for (let at = first; kind[at + 1] === C.dot || kind[at + 1] === T.scope; at += 2) text += `.${textAt(open, at + 2)}`
  return text
}
