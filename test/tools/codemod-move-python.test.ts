import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { treeOf, type Tree } from '../support/tree.ts'

interface Planned {
  readonly id: string
  readonly checks: readonly { readonly name: string; readonly result: string; readonly detail: string }[]
  readonly remainder: readonly { readonly reason: string; readonly places: readonly string[] }[]
}

interface Moved {
  readonly files: Tree
  readonly imports: string
  readonly left: readonly string[]
}

/** The files that are new or other after a move; undo then gives back every byte. */
async function moved(files: Tree, source: string, target: string): Promise<Moved> {
  await using rig = await Rig.create({ git: 'init', files })
  const before = treeOf(rig)
  const { stdout } = await rig.run('codemod', ['move', source, target, '--json'])
  const { id, checks, remainder } = (JSON.parse(stdout) as { data: { plan: Planned } }).data.plan
  expect((await rig.run('codemod', ['apply', id])).exitCode).toBe(0)
  const after = treeOf(rig)
  expect((await rig.run('codemod', ['undo', id])).exitCode).toBe(0)
  expect(treeOf(rig)).toEqual(before)
  const fresh = Object.entries(after).filter(([name, text]) => before[name] !== text)
  const imports = checks.find(({ name }) => name === 'imports')
  return {
    files: Object.fromEntries(fresh.map(([name, text]) => [name, text.slice(text.indexOf(' ') + 1)])),
    imports: imports?.result === 'failed' ? imports.detail : (imports?.result ?? ''),
    left: remainder.flatMap(({ reason, places }) => places.map((place) => `${reason}: ${place}`)),
  }
}

test('a Python module moves, and absolute, relative and dotted names of it follow', async () => {
  const files = {
    'src/app/__init__.py': 'from .core import run\nfrom . import core, util as u  # both\n',
    'src/app/core.py':
      'import os\nfrom . import util\nfrom .util import (\n    one,  # (first)\n    two,\n)\nfrom .sub.deep import x\nfrom app.util import one as o\n',
    'src/app/util.py': 'import types\none = two = 1\n',
    'src/app/types.py': '',
    'src/app/sub/__init__.py': 'from ..core import run\n',
    'src/app/sub/deep.py':
      "import app.core\nimport app.core as c, app.util\nx = app.core.run(core=1)\nif x:\n    from .. import core\ny = 'app.core is a module'\n",
    'tests/test_core.py':
      "import app\nfrom unittest import mock\nmock.patch('app.core.run')\napp.core.run()\nself.app.core  # app.core\n",
    'pyproject.toml': '[project.scripts]\nrun = "app.core:run"\n',
  }
  expect(await moved(files, 'src/app/core.py', 'src/app/sub/engine.py')).toEqual({
    files: {
      'src/app/__init__.py':
        'from .sub.engine import run\nfrom . import util as u\nfrom .sub import engine as core  # both\n',
      'src/app/sub/engine.py':
        'import os\nfrom .. import util\nfrom ..util import (\n    one,  # (first)\n    two,\n)\nfrom .deep import x\nfrom app.util import one as o\n',
      'src/app/sub/__init__.py': 'from .engine import run\n',
      'src/app/sub/deep.py':
        "import app.sub.engine\nimport app.sub.engine as c, app.util\nx = app.sub.engine.run(core=1)\nif x:\n    from . import engine as core\ny = 'app.core is a module'\n",
      'tests/test_core.py':
        "import app\nfrom unittest import mock\nmock.patch('app.sub.engine.run')\napp.sub.engine.run()\nself.app.core  # app.core\n",
    },
    imports: 'ok',
    left: [
      'the old module name in a text: pyproject.toml:2:8',
      'the old module name in a text: tests/test_core.py:5:18',
      'the old module name in a string: src/app/sub/deep.py:6:6',
    ],
  })
})

test('a package moves, and what binds its name keeps it or follows', async () => {
  const files = {
    'kit/__init__.py': 'from .a import f\n',
    'kit/a.py': 'from kit import b\nimport kit.b\nf = kit.b\n',
    'kit/b.py': 'import importlib\nimportlib.import_module("kit.a")\n',
    'main.py': 'import kit\nfrom kit import a\nkit.f(kit=kit.a)\n',
    'setup.py': 'import kit, os\nimport kit.a\nprint(kit, kit.a, kit.f)\n',
  }
  expect(await moved(files, 'kit', 'lib/tools')).toEqual({
    files: {
      'lib/tools/__init__.py': 'from .a import f\n',
      'lib/tools/a.py': 'from lib.tools import b\nimport lib.tools.b\nf = lib.tools.b\n',
      'lib/tools/b.py': 'import importlib\nimportlib.import_module("lib.tools.a")\n',
      'main.py': 'import lib.tools as kit\nfrom lib.tools import a\nkit.f(kit=kit.a)\n',
      'setup.py': 'import lib.tools, os\nimport lib.tools.a\nprint(lib.tools, lib.tools.a, lib.tools.f)\n',
    },
    imports: 'ok',
    left: [],
  })
})

test('where no import leads to the new place, that is said', async () => {
  const files = { 'a/__init__.py': '', 'a/m.py': '', 'b.py': 'import a\nfrom a.m import x\na.m\n' }
  const { imports } = await moved(files, 'a/m.py', 'a/not-a-name.py')
  expect(imports).toBe("nothing can be written for 1 import: b.py:2:6 'a.m'")
  const { imports: reached } = await moved(files, 'a/m.py', 'm.py')
  expect(reached).toBe("nothing can be written for 1 import: b.py:3:1 'a.m'")
})
