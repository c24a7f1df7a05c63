import type { CauseKind } from '../types.ts'
import type { Extractor, Finding } from '../extractor.ts'

interface Pattern {
  readonly pattern: RegExp
  readonly kind: CauseKind
  /** What the captured name lacks. */
  readonly message: (name: string, rest: string) => string
}

const SIGNALS = 'Segmentation fault|Killed|Aborted|Bus error|Illegal instruction|Floating point exception|Terminated'

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
  signs: ['not found', 'Permission denied', 'No such file', ...SIGNALS.split('|')],
  extract: (log) => ({
    findings: log.lines.flatMap((line, index): Finding[] => {
      for (const { pattern, kind, message } of PATTERNS) {
        const match = pattern.exec(line)
        if (match !== null) return [{ tool: 'shell', kind, message: message(match[1] ?? '', match[2] ?? ''), index }]
      }
      return []
    }),
  }),
}
