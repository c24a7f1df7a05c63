import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const python = (name: string): string => `def ${name}():\n    return 1\n`
const go = (path: string, name: string): string => `package ${path}\n\nfunc ${name}() int { return 1 }\n`
const goTest = (path: string, body: string, imports: readonly string[] = []): string =>
  `package ${path}\n\nimport (\n\t"testing"\n${imports.map((one) => `\t"${one}"\n`).join('')})\n\nfunc TestX(t *testing.T) { ${body} }\n`

interface Sample {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly reached: Readonly<Record<string, readonly string[]>>
}

const samples: readonly Sample[] = [
  {
    name: 'fixtures of a conftest.py that one below takes, and fixtures that are asked for by a text',
    files: {
      'app/a.py': python('a'),
      'app/b.py': python('b'),
      'tests/conftest.py': 'import pytest\nfrom app.a import a\n@pytest.fixture\ndef upper():\n    return a()\n',
      'tests/deep/conftest.py':
        'import pytest\nfrom app.b import b\n@pytest.fixture\ndef lower(upper):\n    return b()\n',
      'tests/deep/test_lower.py': 'def test_x(lower):\n    pass\n',
      'tests/test_asks.py': 'def test_x(request):\n    request.getfixturevalue("upper")\n',
      'tests/test_marked.py': 'import pytest\n@pytest.mark.usefixtures("upper")\ndef test_x():\n    pass\n',
      'tests/test_none.py': 'def test_x():\n    pass\n',
    },
    reached: {
      'app/a.py#a': ['tests/deep/test_lower.py', 'tests/test_asks.py', 'tests/test_marked.py'],
      'app/b.py#b': ['tests/deep/test_lower.py'],
    },
  },
  {
    name: 'modules of Python that are imported under a name that is put together, that are listed, or run',
    files: {
      'pkg/__init__.py': '',
      'pkg/load.py': [
        'import importlib',
        'def by_text(name):\n    return importlib.import_module(f"pkg.impl.{name}")',
        'def added(name):\n    return importlib.import_module("pkg.impl." + name)',
        'def within(name):\n    return importlib.import_module(f".{name}", package="pkg.more")',
        '',
      ].join('\n'),
      'pkg/impl/__init__.py': '',
      'pkg/impl/a.py': 'from pkg.used import used\ndef go():\n    return used()\n',
      'pkg/used.py': python('used'),
      'pkg/more/__init__.py': '',
      'pkg/more/c.py': python('go'),
      'pkg/plugins/__init__.py':
        'import importlib, pkgutil\nALL = [importlib.import_module(__name__ + "." + one.name) for one in pkgutil.iter_modules(__path__)]\n',
      'pkg/plugins/p.py': python('plug'),
      'pkg/__main__.py': 'from pkg.ran import ran\nran()\n',
      'pkg/ran.py': python('ran'),
      'tests/test_text.py': 'from pkg.load import by_text\ndef test_x():\n    by_text("a").go()\n',
      'tests/test_added.py': 'from pkg.load import added\ndef test_x():\n    added("a").go()\n',
      'tests/test_within.py': 'from pkg.load import within\ndef test_x():\n    within("c").go()\n',
      'tests/test_plugins.py': 'from pkg.plugins import ALL\ndef test_x():\n    ALL[0].plug()\n',
      'tests/test_run.py': 'import runpy\ndef test_x():\n    runpy.run_module("pkg", run_name="__main__")\n',
      'tests/test_unit.py':
        'from pkg.impl import a\nfrom pkg.more import c\nfrom pkg.plugins import p\ndef test_x():\n    a.go(), c.go(), p.plug()\n',
    },
    reached: {
      'pkg/used.py#used': ['tests/test_added.py', 'tests/test_text.py', 'tests/test_unit.py'],
      'pkg/plugins/p.py#plug': ['tests/test_plugins.py', 'tests/test_unit.py'],
      'pkg/ran.py#ran': ['tests/test_run.py'],
    },
  },
  {
    name: 'packages of the code base that ESLint or Babel loads by a part of their names',
    files: {
      'package.json': '{ "name": "root", "workspaces": ["packages/*"], "devDependencies": { "mocha": "10" } }',
      'packages/plugin/package.json': '{ "name": "eslint-plugin-own", "main": "lib/index.js" }',
      'packages/plugin/lib/index.js': "module.exports = { rules: { one: require('./one') } }\n",
      'packages/plugin/lib/one.js': "exports.create = () => require('./used').used()\n",
      'packages/plugin/lib/used.js': 'exports.used = function () {}\n',
      'packages/plugin/test/a.test.js':
        "new (require('eslint').ESLint)({ overrideConfig: { plugins: ['own'], rules: { 'own/one': 2 } } })\n",
      'packages/plugin/test/b.test.js': "require('eslint')({ extends: ['other', 'plugin:own/recommended'] })\n",
      'packages/finder/package.json': '{ "name": "eslint-import-resolver-finder" }',
      'packages/finder/index.js': 'exports.resolve = function () {}\n',
      'packages/finder/test/a.test.js': "require('eslint')({ settings: { 'import/resolver': { finder: {} } } })\n",
      'packages/finder/test/b.test.js': "require('eslint')({ settings: { 'import/resolver': 'finder' } })\n",
      'packages/zap/package.json': '{ "name": "babel-plugin-zap" }',
      'packages/zap/index.js': 'exports.visitor = function () {}\n',
      'packages/set/package.json': '{ "name": "@org/babel-preset-set" }',
      'packages/set/index.js': "module.exports = () => ({ plugins: [['zap', { plugins: ['own'] }]] })\n",
      'packages/set/a.test.js': "require('@babel/core').transform('', { presets: ['@org/set'] })\n",
      'packages/set/b.test.js': "require('@babel/core').transform('', { presets: [['@org/babel-preset-set', {}]] })\n",
      'packages/set/none.test.js':
        "require('@babel/core').transform('', { presets: ['env'], sets: ['zap', 'own', 'finder'] })\n",
    },
    reached: {
      'packages/plugin/lib/used.js#used': [
        'packages/plugin/test/a.test.js',
        'packages/plugin/test/b.test.js',
        'packages/set/a.test.js',
        'packages/set/b.test.js',
      ],
      'packages/finder/index.js#resolve': ['packages/finder/test/a.test.js', 'packages/finder/test/b.test.js'],
      'packages/zap/index.js#visitor': ['packages/set/a.test.js', 'packages/set/b.test.js'],
    },
  },
  {
    name: 'the programs that a test takes from its package.json, and tests of tap in a directory that is called as if it had helpers',
    files: {
      'package.json': '{ "bin": { "own": "bin/run.js" }, "scripts": { "test": "tap" } }',
      'bin/run.js': "require('../lib/main').main()\n",
      'lib/main.js': 'exports.main = function () {}\n',
      'lib/util/size.js': 'exports.size = function () {}\n',
      'test/bin.js':
        "const t = require('tap')\nconst { bin } = require('../package.json')\nrequire(require.resolve(`../${bin.own}`))\nt.pass()\n",
      'test/util/size.js':
        "const t = require('tap')\nconst { size } = require('../../lib/util/size')\nt.equal(size(), 1)\n",
      'test/util/make.js':
        "const t = require('tap')\nexports.make = () => {\n  t.testdir(require('../../lib/util/size').size())\n}\n",
    },
    reached: { 'lib/main.js#main': ['test/bin.js'], 'lib/util/size.js#size': ['test/util/size.js'] },
  },
  {
    name: 'shared examples of RSpec, where they are asked for, also by metadata',
    files: {
      'lib/foot.rb': 'class Foot\n  def step\n    1\n  end\nend\n',
      'lib/store.rb': 'class Store\n  def self.open\n    1\n  end\nend\n',
      'spec/spec_helper.rb': "Dir[File.join(__dir__, 'support/**/*.rb')].each { |file| require file }\n",
      'spec/support/walks.rb': "RSpec.shared_examples 'a walker' do |steps|\n  it { Foot.new.step }\nend\n",
      'spec/support/db.rb': "RSpec.shared_context 'with a store', :store do\n  before { Store.open }\nend\n",
      'spec/walk_spec.rb': "RSpec.describe 'x' do\n  it_behaves_like 'a walker', 2\nend\n",
      'spec/store_spec.rb': "RSpec.describe 'x', :store do\n  it { 1 }\nend\n",
      'spec/none_spec.rb': "RSpec.describe 'a runner' do\n  it { 1 }\nend\n",
    },
    reached: { 'lib/foot.rb#Foot.step': ['spec/walk_spec.rb'], 'lib/store.rb#Store.open': ['spec/store_spec.rb'] },
  },
  {
    name: "what Go's TestMain runs, what a test declares for those of the package beside, and programs that are built",
    files: {
      'go.mod': 'module m\n',
      'u/u.go': go('u', 'Setup'),
      'v/v.go': go('v', 'Run'),
      'a/a.go': go('a', 'hidden'),
      'a/main_test.go':
        'package a\n\nimport (\n\t"os"\n\t"testing"\n\t"m/u"\n)\n\nfunc TestMain(m *testing.M) { u.Setup(); os.Exit(m.Run()) }\n',
      'a/export_test.go': 'package a\n\nvar Hidden = hidden\n',
      'a/a_test.go': goTest('a_test', 'a.Hidden()', ['m/a']),
      'a/b_test.go': goTest('a_test', '').replace('TestX', 'TestY'),
      'cmd/tool/main.go': 'package main\n\nimport "m/v"\n\nfunc main() { v.Run() }\n',
      'e2e/build_test.go': goTest('e2e', 'exec.Command("go", "build", "-o", "x", "../cmd/tool")', [
        'os/exec',
        'm/help',
      ]),
      'e3e/run_test.go': goTest('e3e', 'exec.Command("go", "run", "m/cmd/tool")', ['os/exec', 'm/help']),
      'e4e/make_test.go': goTest('e4e', 'exec.Command("make")', ['os/exec']),
      'help/help.go': go('help', 'Help'),
      'w/testdata/src/p.go': go('p', 'P'),
      'w/w_test.go': goTest('w', ''),
    },
    reached: {
      'u/u.go#Setup': ['a/a_test.go', 'a/b_test.go', 'a/export_test.go', 'a/main_test.go', 'e4e/make_test.go'],
      'a/a.go#hidden': ['a/a_test.go', 'a/export_test.go', 'e4e/make_test.go'],
      'v/v.go#Run': ['e2e/build_test.go', 'e3e/run_test.go', 'e4e/make_test.go'],
      'w/testdata/src/p.go': ['e4e/make_test.go', 'w/w_test.go'],
    },
  },
  {
    name: 'a module of Go that another replaces by its directory',
    files: {
      'go.mod': 'module m\n\nreplace (\n\tother.org/lib v1.0.0 => ./third/lib // here\n)\n',
      'third/lib/go.mod': 'module different.org/lib\n',
      'third/lib/l.go': go('lib', 'L'),
      'go.work': 'use (\n\t.\n\t./third/lib\n)\n\nreplace "far.org/x" => ./near\n',
      'near/n.go': go('x', 'N'),
      'a/a_test.go': goTest('a', 'lib.L()', ['other.org/lib']),
      'b/b_test.go': goTest('b', 'x.N()', ['far.org/x']),
    },
    reached: { 'third/lib/l.go#L': ['a/a_test.go'], 'near/n.go#N': ['b/b_test.go'] },
  },
]

test.each(samples)('$name', async ({ files, reached }) => {
  await using rig = await Rig.create({ git: 'commit', files })
  for (const [target, expected] of Object.entries(reached)) {
    const { stdout, exitCode } = await rig.run('impact', [target, '--print0'])
    expect(exitCode, target).toBe(0)
    expect(stdout.split('\0').filter(Boolean).sort(), target).toEqual(expected)
  }
})
