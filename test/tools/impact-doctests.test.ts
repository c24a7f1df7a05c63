import { testWorlds, type World } from '../support/impact-worlds.ts'

const modules = {
  'app/__init__.py': '',
  'app/count.py': 'def count(text):\n    return len(text)\n\n\ndef size(text):\n    return 1\n',
  'app/tree.py': 'class Tree:\n    def grow(self):\n        pass\n\n    def fell(self):\n        pass\n',
  'app/show.py':
    'from app.count import count\n\n\ndef show(text):\n    """\n    >>> from app.tree import Tree\n    >>> Tree().grow()\n    >>> count(text)\n    """\n    return text\n',
  'app/plain.py':
    'from app.count import count\n\n\ndef plain(text):\n    """No example of count(text)."""\n    return text\n',
  'README.rst': 'Use it:\n\n>>> from app.plain import plain\n>>> plain("a")\n',
  'tests/test_show.py': 'from app.show import show\n\n\ndef test_it():\n    show("a")\n',
  'tests/test_tree.py': 'from app.tree import Tree\n\n\ndef test_it():\n    Tree().grow()\n    Tree().fell()\n',
}
const asked = { ...modules, 'pytest.ini': '[pytest]\naddopts = --doctest-modules --doctest-glob="*.rst"\n' }

/** Examples in the documentation of Python, where they are tests. */
const worlds: readonly World[] = [
  {
    name: 'the examples of a module use what they import, and their own import leads no further',
    files: asked,
    changed: 'app/tree.py#Tree.grow',
    tests: ['app/show.py static', 'tests/test_tree.py static'],
  },
  {
    name: 'a member that no example names is none of theirs',
    files: asked,
    changed: 'app/tree.py#Tree.fell',
    tests: ['tests/test_tree.py static'],
  },
  {
    name: 'the examples of a module use what it imports for them',
    files: asked,
    changed: 'app/count.py#count',
    tests: ['app/show.py static'],
  },
  {
    name: 'a document with examples is a test of what they import',
    files: asked,
    changed: 'app/plain.py#plain',
    tests: ['README.rst static'],
  },
  {
    name: 'a module with examples is a test of what it does',
    files: asked,
    changed: 'app/show.py#show',
    tests: ['app/show.py static', 'tests/test_show.py static'],
  },
  {
    name: 'where nobody asks for them examples are no tests',
    files: modules,
    changed: 'app/count.py#count',
    tests: [],
  },
  {
    name: 'where the section of pytest names directories examples are tests there alone',
    files: { ...modules, 'pytest.ini': '[pytest]\naddopts = --doctest-modules\ntestpaths = tests\n' },
    changed: 'app/show.py#show',
    tests: ['tests/test_show.py static'],
  },
  {
    name: 'a task or workflow asks for examples too',
    files: {
      ...modules,
      '.github/workflows/ci.yml': 'jobs:\n  t:\n    steps:\n      - run: pytest --doctest-modules app\n',
    },
    changed: 'app/show.py#show',
    tests: ['app/show.py static', 'tests/test_show.py static'],
  },
]

testWorlds(worlds)
