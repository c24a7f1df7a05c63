import type { CodeFile, CodeSymbol, OpenFile } from '../code-map.ts'
import { hasScript } from '../languages.ts'

/** Names that run-times, test runners and frameworks look for. */
const KNOWN_NAMES = /^(?:main|init|setup|teardown|default|application|__\w+__|Test\w*|Benchmark\w*|Example\w*|Fuzz\w*)$/
const KNOWN_EXPORTS: ReadonlySet<string> = new Set(
  (
    'metadata viewport generateMetadata generateStaticParams generateViewport getServerSideProps getStaticProps getStaticPaths getInitialProps revalidate dynamic dynamicParams ' +
    'runtime config middleware loader action clientLoader clientAction meta links headers handle shouldRevalidate ErrorBoundary HydrateFallback ' +
    'GET POST PUT PATCH DELETE HEAD OPTIONS load actions prerender ssr csr decorators parameters'
  ).split(' '),
)
/** Files whose names and values a tool reads. */
const CONFIGURATION =
  /(?:^|\/)(?:(?:conf|config|settings|setup|noxfile|tasks|fabfile|gunicorn[^/]*|celeryconfig|wscript)\.py|[^/]+\.config\.[cm]?[jt]s|\.storybook\/[^/]+|\.?[a-z]+rc\.[cm]?js)$/
/** Files that a runner goes through by itself. */
const RUN = /(?:^|\/)(?:benchmarks?|benches)\//
/** What Rails finds by routes, views and versions. */
const FOUND_BY_NAME =
  /(?:^|\/)(?:app\/(?:controllers|helpers|channels|jobs|mailers|mailboxes|policies|serializers|components)|db\/[\w-]*migrat\w*|config|mailers\/previews)\/|^bin\//
/** What no code uses by its name. */
const OTHER_LANGUAGES: readonly CodeFile['language'][] = ['sql', 'css']
/** Marks before a declaration that hand it to nobody. */
const PLAIN_MARKS =
  /^(?:derive|doc|allow|warn|deny|expect|inline|must_use|deprecated|non_exhaustive|repr|cold|cfg|cfg_attr|rustfmt::skip|track_caller|(?:functools\.)?(?:lru_cache|cache|wraps|total_ordering|singledispatch)|(?:contextlib\.)?(?:async)?contextmanager|(?:dataclasses\.)?dataclass|(?:typing\.)?(?:overload|final|runtime_checkable|no_type_check)|(?:abc\.)?abstractmethod|staticmethod|classmethod|property|(?:attrs?|attr)\.\w+|Override|Deprecated|SuppressWarnings|FunctionalInterface|Serializable|Obsolete)$/
const MARKED_LANGUAGES: readonly CodeFile['language'][] = [
  ...(['python', 'rust', 'java', 'csharp', 'typescript', 'tsx', 'javascript', 'php'] as const),
]
const MARKS_LINES_MAX = 30

/** Whether a declaration is used by what is no code of the repository: by its name, its place, or a mark before it. */
export function isCalledFromOutside(file: CodeFile, symbol: CodeSymbol, read: () => OpenFile | undefined): boolean {
  const { language, path } = file
  if (KNOWN_NAMES.test(symbol.name) || CONFIGURATION.test(path) || RUN.test(path)) return true
  if (OTHER_LANGUAGES.includes(language)) return true
  if (language === 'ruby') return FOUND_BY_NAME.test(path)
  // Their strings and their children use them.
  if (language === 'bash') return symbol.kind === 'variable' || symbol.kind === 'constant'
  // A module stands for what is in it.
  if (language === 'rust' && symbol.kind === 'module') return true
  if (hasScript(language) && symbol.isExported && (KNOWN_EXPORTS.has(symbol.name) || isDefaultExport(read(), symbol)))
    return true
  return MARKED_LANGUAGES.includes(language) && marksBefore(read(), symbol).some((mark) => !PLAIN_MARKS.test(mark))
}

/** Others import it under names of their own. */
function isDefaultExport(open: OpenFile | undefined, { nameStart }: CodeSymbol): boolean {
  const before = open?.source.toString('utf8', Math.max(0, nameStart - DEFAULT_BYTES_MAX), nameStart) ?? ''
  return /\bexport\s+default\s+(?:abstract\s+|async\s+)?(?:function\s*\*?|class)\s*$/.test(before)
}

const DEFAULT_BYTES_MAX = 80

/** `@name(…)`, `#[name]`, `[Name]` before a declaration, from its own line upwards. */
function marksBefore(open: OpenFile | undefined, { start, nameStart }: CodeSymbol): readonly string[] {
  if (open === undefined) return []
  const head = open.source.toString('utf8', 0, start).split('\n').slice(-MARKS_LINES_MAX)
  const own = head.pop() ?? ''
  const found = marksIn(own + open.source.toString('utf8', start, nameStart))
  // A mark may go over several lines: those up to an empty one or the end of another declaration belong to it.
  for (let line = head.pop()?.trim(); line !== undefined && line !== ''; line = head.pop()?.trim()) {
    if (/^(?:\/\/|\/?\*|#(?!\[))/.test(line)) continue
    if (/[;}]$/.test(line) && !/^(?:@|#\[|\[)/.test(line)) break
    found.push(...marksIn(line))
    if (!/^(?:@|#\[|\[|[)\]}])/.test(line) && !/[,({[]$/.test(line)) break
  }
  return found
}

function marksIn(text: string): string[] {
  return [...text.matchAll(/(?:^|\s|\()(?:@|#!?\[|\[)\s*(?:unsafe\()?([A-Za-z_][\w.:]*)/g)].map(([, name = '']) => name)
}
