/** A program that formats files in place. */
export interface Formatter {
  readonly name: string
  readonly extensions: readonly string[]
  /** Before the files. It formats nothing else, and says nothing of files that it is told to ignore. */
  readonly args: readonly string[]
  /** Names of configuration files that say that a repository uses it. */
  readonly configs: RegExp
  /** How scripts and the checks of a repository call it. */
  readonly call: RegExp
  /** Where it is installed: in `node_modules`, in a virtual environment or on PATH. */
  readonly home: 'node_modules' | 'venv' | 'path'
  /** Every repository with files of the language uses it. */
  readonly isUniversal?: true
}

const scripts = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx']
const never = /(?!)/

/** In the order in which they are asked where several are configured. */
export const formatters: readonly Formatter[] = [
  {
    name: 'oxfmt',
    extensions: [...scripts, 'json', 'jsonc', 'css', 'scss', 'less', 'html', 'vue', 'md', 'yaml', 'yml', 'toml'],
    args: ['--no-error-on-unmatched-pattern'],
    configs: /^\.oxfmtrc\.jsonc?$/,
    call: /(?:^|[\s/&|;])oxfmt(?:\s|$)/,
    home: 'node_modules',
  },
  {
    name: 'biome',
    extensions: [...scripts, 'json', 'jsonc', 'css'],
    args: ['format', '--write', '--no-errors-on-unmatched', '--files-ignore-unknown=true'],
    configs: /^\.?biome\.jsonc?$/,
    call: /\bbiome\s+(?:format|check|ci)\b/,
    home: 'node_modules',
  },
  {
    name: 'dprint',
    extensions: [...scripts, 'json', 'jsonc', 'md', 'toml', 'css', 'scss', 'less', 'html', 'vue', 'yaml', 'yml'],
    args: ['fmt', '--allow-no-files'],
    configs: /^\.?dprint\.jsonc?$/,
    call: /\bdprint\s+(?:fmt|check)\b/,
    home: 'node_modules',
  },
  {
    name: 'prettier',
    extensions: [
      ...scripts,
      'json',
      'json5',
      'css',
      'scss',
      'less',
      'html',
      'vue',
      'md',
      'mdx',
      'yaml',
      'yml',
      'graphql',
    ],
    args: ['--write', '--ignore-unknown', '--no-error-on-unmatched-pattern', '--log-level', 'error'],
    configs: /^(?:\.prettierrc(?:\..+)?|prettier\.config\.[cm]?[jt]s)$/,
    call: /(?:^|[\s/&|;])prettier\s/,
    home: 'node_modules',
  },
  {
    name: 'ruff',
    extensions: ['py', 'pyi'],
    args: ['format', '--quiet', '--force-exclude'],
    configs: never,
    call: /\bruff\s+format\b/,
    home: 'venv',
  },
  {
    name: 'black',
    extensions: ['py', 'pyi'],
    args: ['--quiet'],
    configs: never,
    call: /(?:^|[\s/])black(?:\s|$)/,
    home: 'venv',
  },
  { name: 'gofmt', extensions: ['go'], args: ['-w'], configs: never, call: never, home: 'path', isUniversal: true },
]
