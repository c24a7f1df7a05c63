import path from 'node:path'
import { captureCommand, isSuccess, type Command, type Environment } from '@groundcrew/core/process'

/** How each version manager tells where the version is that it has just installed; the last line of the answer. */
const questions: Readonly<
  Record<string, (what: string) => { readonly ask: Command; readonly is: 'home' | 'program' }>
> = {
  mise: (what) => ({ ask: ['mise', 'where', what], is: 'home' }),
  fnm: (what) => ({ ask: ['fnm', 'exec', '--using', what, 'node', '-p', 'process.execPath'], is: 'program' }),
  nodenv: (what) => ({ ask: ['nodenv', 'prefix', what], is: 'home' }),
  rbenv: (what) => ({ ask: ['rbenv', 'prefix', what], is: 'home' }),
  pyenv: (what) => ({ ask: ['pyenv', 'prefix', what], is: 'home' }),
  uv: (what) => ({ ask: ['uv', 'python', 'find', what], is: 'program' }),
  bash: (what) => ({ ask: ['bash', '-c', '. "$NVM_DIR/nvm.sh" && nvm which "$0"', what], is: 'program' }),
}

/** The environment in which what a version manager installed comes first on PATH; the same where that is not told. */
export async function activate(
  installed: Command,
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): Promise<Environment> {
  const question = questions[installed[0]]?.(installed.at(-1) ?? '')
  if (question === undefined) return env
  const { outcome, stdout } = await captureCommand(question.ask, { cwd, env })
  const answer = stdout.toString('utf8').trim().split('\n').at(-1) ?? ''
  if (!isSuccess(outcome) || !path.isAbsolute(answer)) return env
  const directory = question.is === 'home' ? path.join(answer, 'bin') : path.dirname(answer)
  return { ...env, PATH: `${directory}:${env['PATH'] ?? ''}` }
}
