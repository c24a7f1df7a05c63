import type { CauseKind } from '../types.ts'
import type { Extractor, Finding } from '../extractor.ts'

interface Pattern {
  readonly pattern: RegExp
  readonly kind: CauseKind
  /** What the captured name lacks. */
  readonly message: (name: string, rest: string) => string
}

const ERRORS = [
  'unbound variable',
  'not set',
  'bad substitution',
  'ambiguous redirect',
  'yntax error',
  'unexpected EOF',
]
const SIGNALS = 'Segmentation fault|Killed|Aborted|Bus error|Illegal instruction|Floating point exception|Terminated'

/** `deploy.sh: line 3: `, in bash and ksh, `deploy.sh: 3: ` in dash: unlike the shell's own name in front of a line of `-c`, a file. */
const SCRIPT = /^(?!(?:\S*\/)?[a-z]{0,3}sh: )(\S{1,200}): (?:line )?(\d{1,7}): /

const PATTERNS: readonly Pattern[] = [
  {
    pattern: /^(?:[\w./-]{1,200}: )?(?:(?:line )?\d+: )?(\S{1,300}): command not found$/,
    kind: 'command',
    message: (name) => `${name}: command not found`,
  },
  {
    pattern: /^(?:[\w./-]{1,200}: \d+|\S{0,200}sh): (\S{1,300}): not found$/,
    kind: 'command',
    message: (name) => `${name}: command not found`,
  },
  {
    pattern: /^zsh: command not found: (\S{1,300})$/,
    kind: 'command',
    message: (name) => `${name}: command not found`,
  },
  {
    pattern: /^(?:\/usr\/bin\/)?env: ['‘“]?([^'’”:]{1,300})['’”]?: No such file or directory$/,
    kind: 'command',
    message: (name) => `${name}: command not found`,
  },
  {
    pattern: new RegExp(String.raw`^(?:[\w./-]{1,200}: )(?:(?:line )?\d+: )?(\S{1,300}): Permission denied$`),
    kind: 'command',
    message: (name) => `${name}: Permission denied`,
  },
  {
    pattern: /^(?:\S*sh): (?:(?:line )?\d+: )?(?:cannot open )?(\S{1,300}): No such file(?: or directory)?$/,
    kind: 'command',
    message: (name) => `${name}: No such file or directory`,
  },
  {
    pattern:
      /^\S{1,200}: (?:line )?\d{1,7}: (\S{1,300}: (?:unbound variable|parameter (?:null or )?not set|bad substitution|ambiguous redirect)|(?:syntax error|Syntax error|unexpected EOF)\b.*)$/,
    kind: 'command',
    message: (text) => text,
  },
  {
    pattern: /^(?:[\w./-]{1,200}: )(?:(?:line )?\d{1,7}: )?(\S{1,300}: cannot execute: required file not found)$/,
    kind: 'command',
    message: (text) => `${text} (the program that its first line names, or CRLF in that line)`,
  },
  {
    pattern:
      /^(?:[\w./-]{1,200}: )(?:(?:line )?\d{1,7}: )?cd: (?:can't cd to )?(\S.{0,300}?)(?:: No such file or directory)?$/,
    kind: 'command',
    message: (name) => `cd: ${name}: No such file or directory`,
  },
  // What a script says itself, by `${NAME:?text}`.
  {
    pattern:
      /^\S{1,200}: line \d{1,7}: ([A-Za-z_]\w{0,100}: (?!command not found|unbound|parameter|bad sub|ambiguous|No such|Permission|cd:).+)$/,
    kind: 'command',
    message: (text) => text,
  },
  {
    pattern: new RegExp(
      String.raw`^(?:\S{1,200}: line \d+: +\d+ |\[\d+\] *[-+] +\d+ )?(${SIGNALS})(?: +\(core dumped\))?(?:\s{2,}(\S.*))?$`,
    ),
    kind: 'crash',
    message: (name, command) => [signalText(name), command].filter((part) => part !== '').join(': '),
  },
]

function signalText(name: string): string {
  return name === 'Killed' ? 'Killed (SIGKILL; often memory ran out)' : name
}

/** What a shell says when it cannot run a command, or when a command died of a signal. */
export const shell: Extractor = {
  name: 'shell',
  phase: 'crash',
  signs: [
    'not found',
    'Permission denied',
    'No such file',
    ': line ',
    ": can't cd to ",
    ...ERRORS,
    ...SIGNALS.split('|'),
  ],
  extract: (log) => ({
    findings: log.lines.flatMap((line, index): Finding[] => {
      for (const { pattern, kind, message } of PATTERNS) {
        const match = pattern.exec(line)
        if (match === null) continue
        return [
          { tool: 'shell', kind, message: message(match[1] ?? '', match[2] ?? ''), index, place: scriptPlace(line) },
        ]
      }
      return []
    }),
  }),
}

function scriptPlace(line: string): Finding['place'] {
  const match = SCRIPT.exec(line)
  return match === null ? undefined : { path: match[1] ?? '', line: Number(match[2]) }
}
