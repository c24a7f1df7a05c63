import type { SourceTree } from './source-tree.ts'

const OWN_FILES = /(?:^|\/)(?:pyrightconfig\.json|\.?mypy\.ini|\.pyre_configuration|pytype\.cfg|ty\.toml)$/
const SHARED_FILES =
  /(?:^|\/)(?:pyproject\.toml|setup\.cfg|tox\.ini|\.pre-commit-config\.yaml)$|^\.github\/workflows\/[^/]+\.ya?ml$/
const SAYS_SO =
  /^\s*\[+(?:tool\.)?(?:mypy|pyright|basedpyright|pyre|pyrefly|pytype|ty)\b|^[^#\n]*\b(?:repo|id|run|uses|commands)\b.*\b(?:mypy|pyright|pyre|pytype)\b/m

const known = new WeakMap<SourceTree, Promise<readonly string[]>>()

/** Whether something checks the hints in a file of Python, as the configuration of a directory around it says. */
export async function checksTypes(tree: SourceTree, path: string): Promise<boolean> {
  const found = known.get(tree) ?? checkedDirectories(tree)
  known.set(tree, found)
  return (await found).some((directory) => path.startsWith(directory))
}

/** Each with a slash at its end; the root is empty. */
async function checkedDirectories(tree: SourceTree): Promise<readonly string[]> {
  const paths = [...(await tree.paths())]
  const texts = await tree.readAll(paths.filter((path) => SHARED_FILES.test(path)))
  const saying = [...texts].filter(([, text]) => SAYS_SO.test(text.toString('utf8'))).map(([path]) => path)
  return [...paths.filter((path) => OWN_FILES.test(path)), ...saying].map((path) =>
    path.startsWith('.github/') ? '' : path.slice(0, path.lastIndexOf('/') + 1),
  )
}
