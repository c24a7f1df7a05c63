const pattern = /(?:^|[/._-])(?:tests?|specs?|__tests__)(?:[/._-]|$)/i

/** By its path: `a.test.ts`, `test_a.py`, `tests/a.rs`, `a_spec.rb`. */
export function isTestFile(file: string): boolean {
  return pattern.test(file)
}

/** Files that say which tests a runner runs. */
export function isTestSettings(file: string): boolean {
  return settings.test(file)
}

const settings =
  /(?:^|\/)(?:(?:vitest|vite|jest|playwright|karma|ava)\.[\w.]*config\.[cm]?[jt]s(?:on)?|vitest\.workspace\.\w+|\.mocharc[\w.]*|package\.json|pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg|conftest\.py|tsconfig[\w.]*\.json|\.rspec|Makefile)$/
