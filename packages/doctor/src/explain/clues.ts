import type { Check } from '../report.ts'

/** A line of an output that may come from a fault of the environment, and which checks would find that fault. */
export interface Clue {
  readonly line: string
  /** Families of checks to make. */
  readonly families: readonly string[]
  /** Whether what a check found is the cause of this line. */
  readonly explains: (check: Check) => boolean
}

interface Rule {
  readonly pattern: RegExp
  readonly families: readonly string[]
  /** With the words that the pattern caught. */
  readonly explains: (check: Check, words: readonly string[]) => boolean
}

const clueLineMax = 160

const variableName = String.raw`\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b`
const isLacking =
  /KeyError|\bnot (?:been )?(?:set|found|defined|configured|provided|specified|present)|missing|required|undefined|unset|unbound|invalid|empty|must be|need(?:s|ed)?\b|environ|process\.env|\benv\b|could(?: not|n't) find|no value|please (?:set|provide)/i

const rules: readonly Rule[] = [
  {
    // Node, TypeScript, Vite, webpack, esbuild, jest.
    pattern:
      /(?:Cannot find (?:module|package|type definition file for)|Can't resolve|Could not resolve|Failed to resolve import|could not find (?:module|package)) ['"]([^'"\n]+)['"]/gi,
    families: ['install'],
    explains: (check, [specifier = '']) => {
      const name = packageName(specifier)
      return name !== '' && isInstall(check, 'npm') && (lacks(check, name) || lacks(check, `@types/${name}`))
    },
  },
  {
    // Yarn; Next; ESLint.
    pattern:
      /doesn't seem to have been installed|do not have the required package\(s\) installed|ESLint couldn't find the (?:config|plugin) "[^"]+"/g,
    families: ['install'],
    explains: (check) => isInstall(check, 'npm') && isAbsent(check),
  },
  {
    pattern: /error TS(?:6046|5023|5070|5095|5098|18003): [^\n]*/g,
    families: ['install'],
    explains: (check) => isInstall(check, 'npm') && shadowsOf(check).includes('tsc'),
  },
  {
    pattern: /(?:ModuleNotFoundError|ImportError|\bpython[\d.]*): No module named ['"]?([\w.]+)/g,
    families: ['install', 'dependencies'],
    explains: (check, [name = '']) =>
      (isInstall(check, 'python') && lacks(check, distributionName(name))) ||
      isUndeclared(check, name.split('.')[0] ?? ''),
  },
  {
    pattern:
      /(?:(?:^|[\s:])([\w.-]+): (?:command )?not found|spawn ([\w./-]+) ENOENT|(?:env|g?make(?:\[\d+\])?): ['‘]?([\w.-]+)['’]?: No such file)/gm,
    families: ['tool', 'install', 'program'],
    explains: (check, words) => {
      const program = words.find((word) => word !== undefined && word !== '') ?? ''
      if (isMissingTool(check, program) || (isInstall(check, 'python') && isNamed(check, program))) return true
      return isInstall(check, 'npm') && (isAbsent(check) || lacks(check, program))
    },
  },
  {
    pattern:
      /[^\n]*(?:ECONNREFUSED|[Cc]onnection refused|Connection to \S+ refused|Cannot connect to|Can't (?:reach|connect to)|could not connect to server|Connect(?:ion)? timed out)[^\n]*/g,
    families: ['service'],
    explains: (check, [line = '']) => check.id.startsWith('service.') && mentionsService(check, line),
  },
  {
    pattern:
      /(?:EBADENGINE|Unsupported engine|The engine "?(\w+)"? is incompatible|requires (?:a )?(?:Node|Python|Ruby|Go)\b)[^\n]*/gi,
    families: ['tool'],
    explains: ({ id, state }, [name]) =>
      state === 'fail' && (name === undefined ? /^tool\.(?:node|python|ruby|go)$/.test(id) : id === `tool.${name}`),
  },
  {
    pattern: /(?:ERR_PNPM_UNSUPPORTED_ENGINE|Your Node version is incompatible)[^\n]*/g,
    families: ['tool'],
    explains: ({ id, state }) => id === 'tool.node' && state === 'fail',
  },
  {
    pattern:
      /(?:requires a different Python|Requires-Python|is not compatible with this Python|python versions? [^\n]*not supported)[^\n]*/gi,
    families: ['tool'],
    explains: ({ id, state }) => id === 'tool.python' && state === 'fail',
  },
  {
    pattern: /(?:module requires Go|requires go >=|invalid go version|unknown directive: toolchain)[^\n]*/g,
    families: ['tool'],
    explains: ({ id }) => id === 'tool.go',
  },
  {
    pattern: /(?:cannot find module providing package|no required module provides package) ([^\s:;]+)/g,
    families: ['dependencies'],
    explains: (check, [name = '']) => isUndeclared(check, name),
  },
  {
    pattern: /(?:requires rustc|rustc [\d.]+ is not supported|toolchain '[^']+' is not installed)[^\n]*/g,
    families: ['tool'],
    explains: ({ id, state }) => id === 'tool.rust' && state === 'fail',
  },
  {
    pattern:
      /(?:release version \d+ not supported|invalid (?:target|source) release|UnsupportedClassVersionError|class file has wrong version)[^\n]*/g,
    families: ['tool'],
    explains: ({ id, state }) => id === 'tool.java' && state === 'fail',
  },
  {
    // Ruby's own look-up, and Bundler's.
    pattern: /(?:cannot load such file -- |Could not find (?:gem )?['"]?)([\w-]+?)(?=-\d|[/'")\s]|$)/gm,
    families: ['install'],
    explains: (check, [name = '']) => isInstall(check, 'ruby') && lacks(check, name),
  },
  {
    pattern:
      /vendor\/autoload\.php[^\n]*(?:No such file|Failed open)|Failed opening required '[^']*vendor\/autoload\.php'/g,
    families: ['install'],
    explains: (check) => isInstall(check, 'php'),
  },
  {
    pattern: /TS1185|Merge conflict marker|^<{7} \S+/gm,
    families: ['git'],
    explains: ({ id, state }) => id === 'git.conflict' && state === 'fail',
  },
  {
    pattern: /does not contain a CMakeLists\.txt|submodule[^\n]*(?:not initialized|missing|update --init)/gi,
    families: ['git'],
    explains: ({ id, state }) => id === 'git.submodules' && state === 'warn',
  },
  {
    pattern: /git-lfs\.github\.com\/spec|smudge filter lfs failed|git-lfs: (?:command )?not found/g,
    families: ['git'],
    explains: ({ id, state }) => id === 'git.large-files' && (state === 'warn' || state === 'fail'),
  },
  {
    pattern: /NODE_MODULE_VERSION|was compiled against a different Node\.js version/g,
    families: ['dependencies'],
    explains: ({ id, state }) => id.startsWith('dependencies.native') && state === 'fail',
  },
  {
    pattern: /Could not locate the bindings file|Cannot find module [^\n]*\.node\b|better_sqlite3\.node/g,
    families: ['dependencies'],
    explains: ({ id }) => /^dependencies\.(?:builds|native|compiled)/.test(id),
  },
  {
    pattern:
      /Failed (?:building|to build) (?:wheel for |installable wheels for )?\S*|error: metadata-generation-failed/g,
    families: ['dependencies'],
    explains: ({ id, state }) =>
      id.startsWith('dependencies.wheels') || (id.startsWith('dependencies.compiled') && state === 'fail'),
  },
  {
    pattern:
      /gyp ERR! (?:find Python|stack Error: not found: make)|linker `cc` not found|not found: make|(?:gcc|g\+\+|cc|c\+\+|clang)['"]? failed: No such file|unable to execute '(?:gcc|cc|g\+\+|x86_64-linux-gnu-gcc)'|pg_config executable not found|can't find Rust compiler|Cargo, the Rust package manager, is not installed/g,
    families: ['toolchain', 'dependencies'],
    explains: ({ id, state }) =>
      id.startsWith('toolchain.') || (id.startsWith('dependencies.compiled') && state === 'fail'),
  },
  {
    pattern: /Double requirement given|ResolutionImpossible|conflicting dependencies/g,
    families: ['dependencies'],
    explains: ({ id }) => id.startsWith('dependencies.repeated'),
  },
  {
    // Named, and said to be missing.
    pattern: new RegExp(String.raw`^[^\n]*${variableName}[^\n]*$`, 'gm'),
    families: ['env'],
    explains: ({ id, facts }, [line = '']) => {
      const missing = facts?.['missing']
      if (!id.startsWith('env.') || !Array.isArray(missing) || !isLacking.test(line)) return false
      return [...line.matchAll(new RegExp(variableName, 'g'))].some(([name]) => missing.includes(name))
    },
  },
  {
    pattern: /api_key (?:client option )?must be set|[Mm]issing (?:required )?(?:API key|credentials)/g,
    families: ['env'],
    explains: ({ id, facts }) =>
      id.startsWith('env.') &&
      Array.isArray(facts?.['missing']) &&
      facts['missing'].some((name) => /KEY|TOKEN/.test(String(name))),
  },
  {
    pattern: /ENOSPC|No space left on device/g,
    families: ['disk'],
    explains: ({ id }) => id === 'disk.space' || id === 'disk.inodes',
  },
  {
    pattern: /EACCES|EROFS|Permission denied|Read-only file system/g,
    families: ['disk'],
    explains: ({ id }) => id === 'disk.writable',
  },
]

/** Of each rule the first few places: the others say the same. */
const placesMax = 5

export function ownClues(output: string): readonly Clue[] {
  return rules.flatMap(({ pattern, families, explains }) => {
    const places = [...output.matchAll(pattern)]
      .filter(({ index }) => !expectation.test(lineAt(output, index)))
      .slice(0, placesMax)
    return places.map(([whole, ...words]) => ({
      line: whole.trim().slice(0, clueLineMax),
      families,
      explains: (check: Check) => explains(check, words.length === 0 ? [whole] : words),
    }))
  })
}

/** What a test compares may be the words of any fault. */
const expectation =
  /\bexpect(?:ed)?\b.*\bto (?:be|equal|match|contain|include|have|throw|deep)|AssertionError|^\s*(?:E\s+)?assert\b|^\s*[-+] /

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', start)
  return text.slice(start, end < 0 ? undefined : end).slice(0, 1000)
}

function isInstall({ id, state }: Check, ecosystem: string): boolean {
  return state === 'fail' && (id === `install.${ecosystem}` || id.startsWith(`install.${ecosystem}:`))
}

/** Code imports it, and no manifest asks for it. */
function isUndeclared({ id, state, facts }: Check, name: string): boolean {
  const packages = facts?.['packages']
  return id === 'dependencies.undeclared' && state !== 'ok' && Array.isArray(packages) && packages.includes(name)
}

function isAbsent({ facts }: Check): boolean {
  return facts?.['kind'] === 'absent'
}

/** The package is among those that are missing, or all of them are. */
function lacks(check: Check, name: string): boolean {
  if (name === '') return false
  return isNamed(check, name) || (isAbsent(check) && !/^[./]/.test(name))
}

function isNamed({ facts }: Check, name: string): boolean {
  const missing = facts?.['missing']
  const names = Array.isArray(missing) ? missing.map(String) : []
  return names.some((entry) => entry.toLowerCase().replaceAll('_', '-') === name.toLowerCase().replaceAll('_', '-'))
}

function shadowsOf({ facts }: Check): readonly string[] {
  const shadows = facts?.['shadows']
  if (!Array.isArray(shadows)) return []
  return shadows.flatMap((entry) => {
    const program = (entry as { readonly program?: unknown } | null)?.program
    return typeof program === 'string' ? [program] : []
  })
}

function isMissingTool({ id, facts }: Check, program: string): boolean {
  const programs = facts?.['programs']
  return (
    id === `tool.${program}` ||
    (/^(?:tool|program|toolchain)\./.test(id) && Array.isArray(programs) && programs.includes(program))
  )
}

/** The port, or the protocol's name; a line that names no port speaks of any. */
function mentionsService({ facts, message, id }: Check, line: string): boolean {
  const port = facts?.['port']
  const named = [...line.matchAll(/(?:[a-z\d\]]:|\bport[ =:]+|['"\s], )(\d{1,5})\b(?![:.]\d)/gi)].map(([, digits]) =>
    Number(digits),
  )
  if (named.length > 0) return named.some((number) => port === number)
  const scheme = /(amqp|redis|postgres|mysql|mongo)/i.exec(line)?.[1]?.toLowerCase()
  return scheme === undefined || id.includes(scheme) || message.includes(scheme)
}

/** `@a/b/c` is of `@a/b`; a relative path and `@/x` are of nobody. */
function packageName(specifier: string): string {
  return /^(?:@[a-z\d][\w.-]*\/)?[a-zA-Z\d][\w.-]*/.exec(specifier)?.[0] ?? ''
}

/** Modules that are not called like what brings them. */
const distributions: Readonly<Record<string, string>> = {
  yaml: 'pyyaml',
  PIL: 'pillow',
  cv2: 'opencv-python',
  sklearn: 'scikit-learn',
  bs4: 'beautifulsoup4',
  dotenv: 'python-dotenv',
  jwt: 'pyjwt',
  psycopg2: 'psycopg2-binary',
  dateutil: 'python-dateutil',
  multipart: 'python-multipart',
}

function distributionName(module: string): string {
  const [top = ''] = module.split('.')
  return distributions[top] ?? top
}
