import type { SourceTree } from './source-tree.ts'

const OWN_FILES = /(?:^|\/)(?:pyrightconfig\.json|\.?mypy\.ini|\.pyre_configuration|pytype\.cfg|ty\.toml)$/
const SHARED_FILES =
  /(?:^|\/)(?:pyproject\.toml|setup\.cfg|tox\.ini|\.pre-commit-config\.yaml)$|^\.github\/workflows\/[^/]+\.ya?ml$/
const SAYS_SO =
  /^\s*\[+(?:tool\.)?(?:mypy|pyright|basedpyright|pyre|pyrefly|pytype|ty)\b|^[^#\n]*\b(?:repo|id|run|uses|commands)\b.*\b(?:mypy|pyright|pyre|pytype)\b/m

const known = new WeakMap<SourceTree, Promise<boolean>>()

/** Whether something checks the hints of a code base in Python, as its configuration says. */
export async function checksTypes(tree: SourceTree): Promise<boolean> {
  const found = known.get(tree) ?? read(tree)
  known.set(tree, found)
  return await found
}

async function read(tree: SourceTree): Promise<boolean> {
  const paths = [...(await tree.paths())]
  if (paths.some((path) => OWN_FILES.test(path))) return true
  const texts = await tree.readAll(paths.filter((path) => SHARED_FILES.test(path)))
  return [...texts.values()].some((text) => SAYS_SO.test(text.toString('utf8')))
}
