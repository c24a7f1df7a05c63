import path from 'node:path'
import { gitHookNames, type GitHookName } from '../hook/git-hook.ts'
import { isOwnCommand } from './entry-script.ts'
import { absent, bytesOf, readContent, textOf, type Content, type FileEdit } from './file-edit.ts'
import type { HookManner } from './git-hook-state.ts'
import { blockEdit, hashBlock } from './marked-block.ts'

const executable = 0o755
/** Where the hook that was there before goes, beside ours. */
const chainedSuffix = '.before-groundcrew'

const call = '"$(git rev-parse --git-common-dir)/groundcrew/agent-hook" git'

/** Our git hooks in the manner of the repository. What is there runs first, and as before. */
export async function gitHookEdits(manner: HookManner): Promise<readonly FileEdit[]> {
  switch (manner.kind) {
    case 'shared':
      return []
    case 'lefthook':
      return [lefthookEdit(manner.file)]
    case 'husky':
      return gitHookNames.map((name) => huskyEdit(path.join(manner.directory, name), name))
    case 'directory':
      return (await Promise.all(gitHookNames.map(async (name) => directoryEdits(manner.directory, name)))).flat()
  }
}

function huskyEdit(file: string, name: GitHookName): FileEdit {
  const lines = [`${call} ${name} "$@"`]
  return blockEdit({ path: file, what: `git ${name}, through husky`, style: hashBlock, lines, mode: executable })
}

function lefthookEdit(file: string): FileEdit {
  const lines = gitHookNames.flatMap((name) => [
    `${name}:`,
    '  jobs:',
    '    - name: groundcrew',
    `      run: ${call} ${name}`,
  ])
  const edit = blockEdit({ path: file, what: 'git hooks, through lefthook', style: hashBlock, lines })
  return {
    ...edit,
    install: (before) => {
      // A key cannot stand twice in one file.
      const isTaken =
        before.kind === 'file' && gitHookNames.some((name) => new RegExp(`^${name}:`, 'm').test(foreign(before)))
      return isTaken ? before : edit.install(before)
    },
  }
}

function foreign({ text }: { readonly text: string }): string {
  const start = text.indexOf(hashBlock.begin)
  return start === -1 ? text : text.slice(0, start)
}

async function directoryEdits(directory: string, name: GitHookName): Promise<readonly FileEdit[]> {
  const file = path.join(directory, name)
  const chained = `${file}${chainedSuffix}`
  const found = await readContent(file)
  const isForeign = found.kind !== 'absent' && !isOwnHook(found)
  const own: FileEdit = {
    path: file,
    what: `git ${name}`,
    install: () => ({ kind: 'file', text: bytesOf(hookScript(name)), mode: executable }),
    uninstall: (now) => (isOwnHook(now) ? absent : now),
  }
  if (!isForeign) return [own]
  const keep: FileEdit = {
    path: chained,
    what: `the git ${name} that was there, which ours runs first`,
    install: () => found,
    uninstall: () => absent,
  }
  return [keep, own]
}

function isOwnHook(content: Content): boolean {
  return content.kind === 'file' && isOwnCommand(textOf(content.text))
}

/** pre-push reads what is pushed from standard input, which goes to the hook that was there. */
function hookScript(name: GitHookName): string {
  return `#!/bin/sh
# Written by \`bootstrap agents\`, removed by \`bootstrap agents uninstall\`. What was here before is in ${name}${chainedSuffix}.
before="$0${chainedSuffix}"
if [ -x "$before" ]; then "$before" "$@" || exit $?; fi
hook=$(git rev-parse --git-common-dir)/groundcrew/agent-hook
[ ! -x "$hook" ] || exec "$hook" git ${name} "$@"
`
}
