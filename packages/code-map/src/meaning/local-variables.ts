import type { Language } from '../languages.ts'
import { innermost, type Binding } from './names-in-file.ts'
import { PythonNames } from './python-names.ts'
import { ScriptScopes } from './script-scopes.ts'
import type { TokenView } from './token-view.ts'

const SCRIPTS: ReadonlySet<Language> = new Set(['typescript', 'tsx', 'javascript'])

/** Tells names that are bound in functions, as parameters and variables, from those that mean the same in all of the file. */
export class LocalVariables {
  readonly #view: TokenView
  readonly #bindingAt: (name: string, at: number) => Binding | undefined

  /** Undefined for a language in which they are not told apart. */
  static of(view: TokenView): LocalVariables | undefined {
    const { language } = view.open.file
    if (language === 'python') {
      const names = new PythonNames(view)
      return new LocalVariables(view, (name, at) => names.bindingOf(name, at))
    }
    if (!SCRIPTS.has(language)) return undefined
    const scopes = new ScriptScopes(view)
    return new LocalVariables(view, (name, at) => innermost(scopes.bindingsOf(name), at))
  }

  private constructor(view: TokenView, bindingAt: (name: string, at: number) => Binding | undefined) {
    this.#view = view
    this.#bindingAt = bindingAt
  }

  /** The token at which the name is bound that a token stands for; undefined where that is not in a function, or not known. */
  boundAt(at: number): number | undefined {
    const view = this.#view
    if (view.isDot(at - 1)) return undefined
    const binding = this.#bindingAt(view.word(at), at)
    const isOfFile = binding === undefined || (binding.from === 0 && binding.to >= view.count)
    return isOfFile || view.symbolAt(binding.token) !== -1 ? undefined : binding.token
  }
}
