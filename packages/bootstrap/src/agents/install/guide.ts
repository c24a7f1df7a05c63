import path from 'node:path'
import type { Level } from '../settings.ts'
import { absent, bytesOf, textOf, type FileEdit } from './file-edit.ts'
import { blockEdit, markdownBlock } from './marked-block.ts'

/** What an agent reads at the start of every session: when to call what. */
export function guideEdit(file: string, level: Level): FileEdit {
  const commit =
    level === 'gate' ? 'A commit whose staged files fail is held back' : 'A commit tells what fails in its staged files'
  return blockEdit({
    path: file,
    what: 'when to call which tool',
    style: markdownBlock,
    lines: [
      '## Tools of this repository',
      '',
      'These commands are installed, answer in one call, and end with the next command to run. Hooks run some of them by themselves.',
      '',
      '- A command fails in a way that no edit explains (module not found, connection refused, wrong version): `doctor`. What it calls',
      '  "environment, not code" is mended by its `fix:`, not by editing source, configuration or tests. Secrets: ask the user.',
      '- A fresh checkout or worktree: `bootstrap --plan`, then `bootstrap`.',
      '- Where is it, who uses it: `csearch TEXT`, `code-map def NAME`, `code-map refs NAME`.',
      '- What does a change touch, which tests first: `impact`, `impact --tests`.',
      '- The same edit in many places: `codemod`.',
      '- A log with many failures: `triage LOG` or `triage -- COMMAND`. A failing test that may not be yours: `flake mine`. A slow command: `trace -- COMMAND`.',
      '- Others work on this clone: `tm` shows claims and notices; `tm claim ID` before the work, `tm complete ID` after it.',
      '- Before a commit and before "done": `preflight`. Its causes and log paths are all that is needed.',
      '',
      `${commit}; \`--no-verify\` hides that from nobody but you.`,
    ],
  })
}

/** Claude Code reads CLAUDE.md alone. Nothing to do where that is AGENTS.md itself, or takes it in already. */
export function importEdit(file: string): FileEdit {
  const edit = blockEdit({
    path: file,
    what: 'takes AGENTS.md in',
    style: markdownBlock,
    lines: ['@AGENTS.md'],
  })
  return {
    ...edit,
    install: (before) => {
      const isThere = before.kind === 'file' && /^\s*@\.?\/?AGENTS\.md\s*$/m.test(before.text)
      return isThere ? before : edit.install(before)
    },
  }
}

interface Skill {
  readonly name: string
  readonly description: string
  readonly steps: readonly string[]
}

/** One for each situation, not one for each tool. */
const skills: readonly Skill[] = [
  {
    name: 'environment-fault',
    description:
      'Use at once when a command fails for a reason that no edit of yours explains: a module or program that is not found, a refused connection, a port in use, a wrong version, a missing key, hundreds of type errors. Do not edit source, configuration or tests before.',
    steps: [
      'Run `doctor`. A record that says "environment, not code" is the cause: run its `fix:` command, and no edit.',
      '`ask the user …` means that only the user can help: ask, and do not make up a value.',
      'Several things missing, or a fresh checkout: `bootstrap --plan`, then `bootstrap`.',
      'Run the command that failed again. Only when doctor finds nothing is the fault in the code.',
    ],
  },
  {
    name: 'finish-work',
    description:
      'Use before every commit, and before saying that work is done, finished or tested. Do not claim that tests pass without it.',
    steps: [
      'Run `impact --tests` for the tests that the change touches, and run those first.',
      'Run `preflight`. It runs what the repository has (format, lint, types, build, tests) and shows causes with places.',
      'Mend what fails and run the `rerun:` command of that step. An environment fault is mended by its `fix:`.',
      'Say in the end which checks ran and with what result, in the words of preflight.',
    ],
  },
  {
    name: 'failing-tests',
    description:
      'Use when tests fail and the cause is not plain: many failures at once, a failure that comes and goes, a test that you did not touch, or one that failed before your change. Do not rerun until it is green, and do not skip or weaken a test before.',
    steps: [
      'Run `triage -- COMMAND` with the command that failed, or `triage LOG`. Failures of one cause are one group; the first is to be mended first.',
      'It runs the command again, here and where your work began: what is broken there too is not yours. Say so, and go on.',
      'Run `flake mine TEST` for a test that passes at times. Only when it says "not yours" was it so before.',
      'A regression whose commit is not known: `triage bisect --good REV -- COMMAND`.',
      '`triage to-tasks` keeps what you do not mend now.',
    ],
  },
  {
    name: 'parallel-work',
    description:
      'Use when other agents or worktrees work on this repository: before starting a task, before editing a file that others may hold, and after finishing.',
    steps: [
      'Run `tm`. It shows what you hold, what others have said, and what is free.',
      'Take a task with `tm claim ID` before you work on it; a claim that is refused names its holder.',
      'Run `tm guard FILE` before a large edit, and `impact --worktrees` to see who else touches the same.',
      'Run `tm complete ID` when it is done, and `tm release ID` when you give it up.',
    ],
  },
]

export function skillEdits(directory: string): readonly FileEdit[] {
  return skills.map((skill) => {
    const text = bytesOf(skillText(skill))
    return {
      path: path.join(directory, `groundcrew-${skill.name}`, 'SKILL.md'),
      what: 'a skill',
      // A file of the same name that is somebody else's stays.
      install: (before) =>
        before.kind === 'absent' || (before.kind === 'file' && isOwnSkill(before.text))
          ? { kind: 'file', text, mode: 0o644 }
          : before,
      uninstall: (now) => (now.kind === 'file' && isOwnSkill(now.text) ? absent : now),
    }
  })
}

const skillMark = 'Written by `bootstrap agents`.'

function isOwnSkill(text: string): boolean {
  return textOf(text).includes(skillMark)
}

function skillText({ name, description, steps }: Skill): string {
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`)
  return `---\nname: groundcrew-${name}\ndescription: ${JSON.stringify(description)}\n---\n\n${numbered.join('\n')}\n\n${skillMark}\n`
}
