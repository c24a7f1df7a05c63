import path from 'node:path'
import { hostNames, startFields, type HostName, type Moment } from '../hosts.ts'
import { earlyDoctor } from '../early-doctor.ts'
import { bytesOf, absent, type FileEdit } from './file-edit.ts'

/** By this every entry and script of ours is known again. */
const mark = 'groundcrew/agent-hook'

export function isOwnCommand(command: string): boolean {
  return command.includes(mark)
}

/**
 * The shell line in a host's file: goes to the one entry of this clone, in whichever work tree the host runs. In a clone in which
 * `bootstrap agents` has not run it says so once a session, and holds nobody up but in CI.
 */
export function entryCommand(host: HostName, moment: Moment): string {
  const missing =
    moment === 'session-start'
      ? `echo '{"${startFields[host]}":"groundcrew: this clone has no hooks yet: bootstrap agents"}'`
      : 'exit 0'
  // An agent may have gone elsewhere: then the project counts in which the host was started.
  const entry = `h="$(git rev-parse --git-common-dir 2>/dev/null)/${mark}"; [ -x "$h" ] && exec "$h" ${host} ${moment}`
  return [
    `for d in . "\${CLAUDE_PROJECT_DIR:-.}"; do cd "$d"; ${entry}; done`,
    `[ -z "$CI" ] || { echo "groundcrew: this clone has no hooks: bootstrap agents" >&2; exit 2; }`,
    missing,
  ].join('; ')
}

/** The one entry behind all hooks of a clone. */
export function entryPath(stateDirectory: string): string {
  return path.join(stateDirectory, 'agent-hook')
}

export function entryScriptEdit(stateDirectory: string, launcher: string): FileEdit {
  const text = bytesOf(entryScript(launcher))
  return {
    path: entryPath(stateDirectory),
    what: 'the entry that all hooks call',
    install: () => ({ kind: 'file', text, mode: 0o755 }),
    uninstall: () => absent,
  }
}

/**
 * The launcher may move (another version of Node, another installation): then the repository's own is taken. When a session starts doctor looks
 * beside the hook's own start, which finds its words at a descriptor.
 */
function entryScript(launcher: string): string {
  return `#!/bin/sh
# The entry behind every groundcrew hook of this clone: written by \`bootstrap agents\`, removed by \`bootstrap agents uninstall\`.
node=${quote(process.execPath)}
[ -x "$node" ] || node=node
tool=${quote(launcher)}
[ -f "$tool" ] || tool=$(git rev-parse --show-toplevel 2>/dev/null)/node_modules/groundcrew/bin/bootstrap
if [ -f "$tool" ]; then
  [ "$2" = session-start ] || exec "$node" "$tool" hook "$@"
  {
    "$node" "\${tool%/*}/doctor" --brief </dev/null 2>/dev/null 3<&- | {
      ${earlyDoctor.variable}=$(git rev-parse --show-toplevel 2>/dev/null)
      export ${earlyDoctor.variable}
      "$node" "$tool" hook "$@" ${earlyDoctor.descriptor}<&0 0<&3 3<&-
    }
    exit
  } 3<&0
fi
message='groundcrew is not where it was: install it, then bootstrap agents'
case "\${CI:-}" in
'' | 0 | false) ;;
*)
  echo "$message" >&2
  [ "$1" = git ] && exit 1
  exit 2
  ;;
esac
if [ "$1" = git ]; then
  echo "$message" >&2
elif [ "$2" = session-start ]; then
  case "$1" in
${hostNames.map((name) => `  ${name}) field=${startFields[name]} ;;`).join('\n')}
  esac
  echo "{\\"$field\\":\\"$message\\"}"
fi
exit 0
`
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
