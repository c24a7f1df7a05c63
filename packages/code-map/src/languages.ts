/** The languages by name, in the order of their numbers in the index: append only. */
export const LANGUAGES = [
  'binary',
  'text',
  'typescript',
  'tsx',
  'javascript',
  'python',
  'go',
  'ruby',
  'rust',
  'java',
  'c',
  'cpp',
  'csharp',
  'php',
  'bash',
  'markdown',
  'sql',
  'css',
  'vue',
  'svelte',
  'json',
  'yaml',
  'toml',
  'html',
  'kotlin',
  'swift',
  'scala',
  'lua',
  'perl',
  'r',
  'dart',
  'elixir',
  'protobuf',
  'make',
  'docker',
  'xml',
] as const

const SCRIPTS: ReadonlySet<string> = new Set<Language>(['typescript', 'tsx', 'javascript', 'vue', 'svelte'])

/** Whether a file is a script, or has one between its markup. */
export function hasScript(language: Language): boolean {
  return SCRIPTS.has(language)
}

/** C and C++, which share their headers. */
export function isC({ language }: { readonly language: Language }): boolean {
  return language === 'c' || language === 'cpp'
}

export type Language = (typeof LANGUAGES)[number]

const EXTENSIONS: Readonly<Record<string, Language>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  es6: 'javascript',
  py: 'python',
  pyi: 'python',
  pyw: 'python',
  go: 'go',
  rb: 'ruby',
  rake: 'ruby',
  gemspec: 'ruby',
  ru: 'ruby',
  jbuilder: 'ruby',
  thor: 'ruby',
  rabl: 'ruby',
  builder: 'ruby',
  podspec: 'ruby',
  rs: 'rust',
  java: 'java',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hpp: 'cpp',
  hh: 'cpp',
  hxx: 'cpp',
  ipp: 'cpp',
  cu: 'cpp',
  cs: 'csharp',
  php: 'php',
  phtml: 'php',
  sh: 'bash',
  bash: 'bash',
  zsh: 'bash',
  ksh: 'bash',
  bats: 'bash',
  'zsh-theme': 'bash',
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  sql: 'sql',
  css: 'css',
  scss: 'css',
  less: 'css',
  vue: 'vue',
  svelte: 'svelte',
  json: 'json',
  jsonc: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  html: 'html',
  htm: 'html',
  kt: 'kotlin',
  kts: 'kotlin',
  swift: 'swift',
  scala: 'scala',
  lua: 'lua',
  pl: 'perl',
  pm: 'perl',
  r: 'r',
  dart: 'dart',
  ex: 'elixir',
  exs: 'elixir',
  proto: 'protobuf',
  mk: 'make',
  xml: 'xml',
  svg: 'xml',
}

const NAMES: Readonly<Record<string, Language>> = {
  '.bashrc': 'bash',
  '.bash_aliases': 'bash',
  '.bash_profile': 'bash',
  '.profile': 'bash',
  '.zshenv': 'bash',
  '.zshrc': 'bash',
  Makefile: 'make',
  GNUmakefile: 'make',
  Dockerfile: 'docker',
  Rakefile: 'ruby',
  Gemfile: 'ruby',
  Guardfile: 'ruby',
  Vagrantfile: 'ruby',
  Podfile: 'ruby',
  Brewfile: 'ruby',
}

/** The extensions of a language, told by its name or by one of them. `typescript` has those of TSX too. Empty where there is none. */
export function extensionsOf(name: string): readonly string[] {
  const lower = name.toLowerCase()
  const language = EXTENSIONS[lower] ?? lower
  return Object.keys(EXTENSIONS).filter((extension) => {
    const own = EXTENSIONS[extension]
    return own === language || (own === 'tsx' && language === 'typescript')
  })
}

// Maps: to look a new text up among the keys of an object, it is first made one of the texts that there is only once.
const BY_NAME = new Map(Object.entries(NAMES))
const BY_EXTENSION = new Map(Object.entries(EXTENSIONS))

/** The language of a file by its name; undefined where the name does not tell. */
export function languageOfPath(path: string): Language | undefined {
  const base = path.slice(path.lastIndexOf('/') + 1)
  const named = BY_NAME.get(base)
  if (named !== undefined) return named
  const dot = base.lastIndexOf('.')
  return dot <= 0 ? undefined : BY_EXTENSION.get(base.slice(dot + 1).toLowerCase())
}

/** The language that a `#!` line names. */
export function languageOfContent(source: Uint8Array): Language {
  if (source[0] !== 35 || source[1] !== 33) return 'text'
  const end = source.indexOf(10)
  const line = Buffer.from(source.subarray(0, end === -1 ? 200 : Math.min(end, 200))).toString('latin1')
  if (/\bpython/.test(line)) return 'python'
  if (/\b(?:node|bun|deno)\b/.test(line)) return 'javascript'
  if (/\bruby\b/.test(line)) return 'ruby'
  if (/\b(?:ba|z|k|da|a)?sh\b|\bbats\b/.test(line)) return 'bash'
  return 'text'
}

export const FILE_CLASSES = ['source', 'test', 'generated', 'vendored', 'minified', 'document', 'binary'] as const

export type FileClass = (typeof FILE_CLASSES)[number]

const VENDORED = /(?:^|\/)(?:node_modules|vendor|third_party|third-party|bower_components|Godeps)\//
const TEST =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|__benchmarks__|testdata|(?:__)?fixtures(?:__)?|__snapshots__|e2e|dts-test)\/|(?:^|\/)(?:test_[^/]*|conftest)\.py$|[._-](?:test|spec|tests|cy|bench|stories|test-d|tst)\.[a-z]+$|_(?:test|spec)\.[a-z]+$|Tests?\.(?:java|cs|kt)$|\.bats$|(?:^|\/)t\/t\d{4}-[^/]*\.sh$/
/** Of documents a description of something, such as an interface's. */
const SPECS = /(?:^|\/)specs?\//
const GENERATED =
  /(?:^|\/)(?:zz_generated[^/]*|[^/]*\.pb\.(?:go|cc|h)|[^/]*_pb2(?:_grpc)?\.py|[^/]*\.generated\.[a-z]+|generated)(?:\/|$)/
/** A paragraph may be one long line. */
const PROSE: readonly Language[] = ['markdown', 'text']
const DOCUMENTS: readonly Language[] = ['markdown', 'text', 'json', 'yaml', 'toml', 'xml', 'html']

/** What a file is for, by its path and by what its content said (`isGenerated`, `isMinified`). */
export function classify(
  path: string,
  content: { readonly language: Language; readonly isGenerated: boolean; readonly isMinified: boolean },
): FileClass {
  if (content.language === 'binary') return 'binary'
  if (VENDORED.test(path)) return 'vendored'
  if (content.isMinified && !PROSE.includes(content.language)) return 'minified'
  if (content.isGenerated || GENERATED.test(path)) return 'generated'
  const isDocument = DOCUMENTS.includes(content.language)
  if (TEST.test(path) || (!isDocument && SPECS.test(path))) return 'test'
  return isDocument ? 'document' : 'source'
}

const EXAMPLE =
  /(?:^|\/)(?:_?examples?|samples?|demos?|playgrounds?|benchmarks?|benches|benchsuite|fuzz|docs?|docs_src|website|www|\.[\w-]+)\//

/** Whether a file shows or tries the code. */
export function isExample(path: string): boolean {
  return EXAMPLE.test(path)
}
