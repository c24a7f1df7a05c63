import { expect, test } from 'vitest'
import type { CodeMap } from '../code-map.ts'
import { TestRepository } from '../testing.ts'
import { imports } from './imports.ts'
import { references } from './references.ts'

const limit = 20

const targetsOf = (map: CodeMap, path: string): string[] =>
  imports(map, path, limit).shown.map(
    ({ specifier, targets, resolution }) => `${specifier} ${targets.join(' ') || resolution}`,
  )

test('Java: members, nested classes, whole packages; what shares a package needs no import', async () => {
  using repo = new TestRepository({
    'src/main/java/org/x/C.java': 'package org.x;\npublic class C { static int one() { return 1; } class In {} }',
    'src/main/java/org/x/D.java': 'package org.x;\nclass D { C c; }',
    'src/test/java/org/x/CTest.java': 'package org.x;\nclass CTest { C c; }',
    'src/main/java/org/y/E.java':
      'package org.y;\nimport static org.x.C.one;\nimport org.x.C.In;\nimport org.x.*;\nimport java.util.List;\nclass E {}',
    'src/main/java/org/z/F.java': 'package org.z;\nclass F { C other; }',
  })
  const map = await repo.open()
  expect(targetsOf(map, 'src/main/java/org/y/E.java')).toEqual([
    'org.x.C.one src/main/java/org/x/C.java',
    'org.x.C.In src/main/java/org/x/C.java',
    'org.x.* src/main/java/org/x/C.java src/main/java/org/x/D.java src/test/java/org/x/CTest.java',
    'java.util.List external',
  ])
  const { shown } = references(map, 'C', { limit })
  expect(shown.filter(({ role }) => role === 'use').map(({ path, label }) => `${path} ${label}`)).toEqual([
    'src/main/java/org/x/D.java resolved',
    'src/test/java/org/x/CTest.java resolved',
    'src/main/java/org/z/F.java same-name',
  ])
})

test('scripts: a directory is what its manifest names; a script gets what runs, and what reads types those too', async () => {
  const everything =
    "require('..')\nrequire('../')\nrequire('../api')\nrequire('../deep')\nrequire('../both')\nrequire('kit')\n"
  using repo = new TestRepository({
    'package.json': '{ "name": "kit", "main": "kit.js", "types": "types/kit.d.ts" }',
    'kit.js': '',
    'types/kit.d.ts': '',
    'api.js': '',
    'api.d.ts': '',
    'deep/package.json': '{ "main": "./lib" }',
    'deep/lib/index.js': '',
    'deep/index.js': '',
    'both.js': '',
    'both/package.json': '{ "main": "other.js" }',
    'both/other.js': '',
    'test/a.test.js': everything,
    'test/b.ts': everything.replaceAll(/require\((.*)\)/g, 'import $1'),
    'built/package.json': '{ "main": "dist/index.js" }',
    'built/src/index.ts': '',
    'built/test/c.ts': "import '..'\n",
  })
  const map = await repo.open()
  expect(targetsOf(map, 'test/a.test.js')).toEqual([
    '.. kit.js',
    '../ kit.js',
    '../api api.js',
    '../deep deep/lib/index.js',
    '../both both.js',
    'kit kit.js',
  ])
  expect(targetsOf(map, 'test/b.ts')).toEqual([
    '.. types/kit.d.ts kit.js',
    '../ types/kit.d.ts kit.js',
    '../api api.d.ts',
    '../deep deep/lib/index.js',
    '../both both.js',
    'kit types/kit.d.ts kit.js',
  ])
  expect(targetsOf(map, 'built/test/c.ts')).toEqual(['.. built/src/index.ts'])
})

test('scripts: manifests that say something else than they should, or lead out of the repository', async () => {
  using repo = new TestRepository({
    'package.json': '{ "name": 7, "main": 5, "types": null, "exports": { ".": null }, "imports": null }',
    'index.js': "import '#own'\n",
    'list/package.json': '[1]',
    'out/package.json': '{ "main": "../../../etc/passwd" }',
    'round/package.json': '{ "main": "./" }',
    'test/a.js':
      "require('..')\nrequire('../list')\nrequire('../out')\nrequire('../round')\nrequire('../../..')\nrequire('../dist/x')\n",
  })
  const map = await repo.open()
  expect(targetsOf(map, 'test/a.js')).toEqual([
    '.. index.js',
    '../list missing',
    '../out missing',
    '../round missing',
    '../../.. missing',
    '../dist/x missing',
  ])
  expect(targetsOf(map, 'index.js')).toEqual(['#own missing'])
})

test('scripts: what a build writes leads to its source, by its path or where the package begins', async () => {
  using repo = new TestRepository({
    'package.json': '{ "name": "@x/kit", "main": "./dist/node/main.js" }',
    'src/index.ts': '',
    'src/deep/one.ts': '',
    'source/two.ts': '',
    'node/package.json': '{ "name": "noded", "exports": { ".": "./dist/node/start.js" } }',
    'node/src/node/start.ts': '',
    'bin/kit.js': "require('../dist/deep/one.js')\nrequire('../dist/cjs/deep/one')\n",
    'test/a.test.mjs':
      "import '../dist/index.js'\nimport '../dist/node/main.js'\nimport '../dist/kit.prod.js'\nimport '../dist/other.js'\nimport '../gone/index.js'\nimport '../build/source/two.js'\nimport 'noded'\n",
  })
  const map = await repo.open()
  expect(targetsOf(map, 'bin/kit.js')).toEqual([
    '../dist/deep/one.js src/deep/one.ts',
    '../dist/cjs/deep/one src/deep/one.ts',
  ])
  expect(targetsOf(map, 'test/a.test.mjs')).toEqual([
    '../dist/index.js src/index.ts',
    '../dist/node/main.js src/index.ts',
    '../dist/kit.prod.js src/index.ts',
    '../dist/other.js missing',
    '../gone/index.js missing',
    '../build/source/two.js source/two.ts',
    'noded node/src/node/start.ts',
  ])
})

test('scripts: what a package gives from a package inside of it leads to the source of that one', async () => {
  using repo = new TestRepository({
    'package.json':
      '{ "name": "kit", "exports": { ".": "./dist/kit.js", "./hooks": { "require": "./hooks/dist/hooks.js", "import": "./hooks/dist/hooks.mjs" }, "./none": "./none/dist/none.js", "./other": "./hooks/dist/other.js" } }',
    'src/index.js': '',
    'hooks/package.json': '{ "name": "kit-hooks", "main": "dist/hooks.js" }',
    'hooks/src/index.js': '',
    'hooks/test/a.test.js': "import 'kit'\nimport 'kit/hooks'\nimport 'kit/none'\nimport 'kit/other'\n",
  })
  const map = await repo.open()
  expect(targetsOf(map, 'hooks/test/a.test.js')).toEqual([
    'kit src/index.js',
    'kit/hooks hooks/src/index.js',
    'kit/none missing',
    'kit/other missing',
  ])
})

test('scripts: without `exports` a directory of a package that has a manifest is what that one says', async () => {
  using repo = new TestRepository({
    'package.json': '{ "name": "kit", "main": "dist/kit.js", "source": "src/index.js" }',
    'src/index.js': '',
    'hooks/package.json': '{ "name": "kit-hooks", "main": "dist/hooks.js", "source": "src/start.js" }',
    'hooks/src/start.js': '',
    'test/a.test.js': "import 'kit'\nimport 'kit/hooks'\nimport 'kit/none'\n",
  })
  const map = await repo.open()
  expect(targetsOf(map, 'test/a.test.js')).toEqual([
    'kit src/index.js',
    'kit/hooks hooks/src/start.js',
    'kit/none missing',
  ])
})

test('scripts: what a script builds leads to what it is built from; of two packages of one name the one that says what it is', async () => {
  using repo = new TestRepository({
    'package.json': '{ "name": "kit", "private": true }',
    'one/package.json':
      '{ "name": "one", "main": "./index.js", "scripts": { "build": "tsc && esbuild --bundle --outfile=./index.js lib/start.js", "more": "node make.js -o side.cjs src/side.ts", "odd": 1 } }',
    'one/lib/start.js': '',
    'one/src/side.ts': '',
    'one/make.js': '',
    'one/test/a.js': "import '../index.js'\nrequire('../side')\nrequire('../other.js')\n",
    'two/package.json': '{ "name": "@x/two", "main": "bundle.js" }',
    'two/lib/two.js': '',
    'two/test/a.js': "require('..')\nrequire('kit')\n",
    'packages/kit/package.json': '{ "name": "kit", "exports": { ".": "./build/deep/kit.js" } }',
    'packages/kit/lib/deep/kit.ts': '',
    'test/fixtures/a/node_modules_/tap/package.json': '{ "name": "tap", "main": "gone.js" }',
    'test/fixtures/a/index.js': "require('tap')\n",
    'test/a.js': "require('tap')\n",
  })
  const map = await repo.open()
  expect(targetsOf(map, 'one/test/a.js')).toEqual([
    '../index.js one/lib/start.js',
    '../side one/src/side.ts',
    '../other.js missing',
  ])
  expect(targetsOf(map, 'two/test/a.js')).toEqual(['.. two/lib/two.js', 'kit packages/kit/lib/deep/kit.ts'])
  expect(targetsOf(map, 'test/a.js')).toEqual(['tap external'])
  expect(targetsOf(map, 'test/fixtures/a/index.js')).toEqual(['tap missing'])
})

test('Rust: modules, paths of a crate, of its neighbours and of the workspace', async () => {
  using repo = new TestRepository({
    'app/Cargo.toml': '[package]\nname = "app"\n',
    'app/src/main.rs':
      'mod a;\nmod inline { use super::a; }\nuse crate::a::{self, b::{deep as d, *}};\nuse my_lib::thing::One;\nuse std::io;\nuse a::Two;',
    'app/src/a/mod.rs': 'pub mod b;\npub use self::b::deep;\npub struct Two;',
    'app/src/a/b.rs': 'use super::Two;\nuse super::super::other;\npub(crate) mod c;\npub fn deep() {}',
    'app/src/a/b/c.rs': 'use super::deep;\nmod tests { use super::*; mod inner { use super::super::super::Two; } }',
    'app/tests/it.rs': 'use app::a;\nmod gone;',
    'lib/Cargo.toml': '[package]\nname = "my-lib"\n',
    'lib/src/lib.rs': 'pub mod thing;',
    'lib/src/thing.rs': 'pub struct One;',
  })
  const map = await repo.open()
  expect(targetsOf(map, 'app/src/main.rs')).toEqual([
    'a app/src/a/mod.rs',
    'self::a app/src/a/mod.rs',
    'crate::a app/src/a/mod.rs',
    'crate::a::b::deep app/src/a/b.rs',
    'crate::a::b::* app/src/a/b.rs',
    'my_lib::thing::One lib/src/thing.rs',
    'std::io external',
    'a::Two app/src/a/mod.rs',
  ])
  expect(targetsOf(map, 'app/src/a/b.rs')).toEqual([
    'super::Two app/src/a/mod.rs',
    'super::super::other app/src/main.rs',
    'c app/src/a/b/c.rs',
  ])
  expect(targetsOf(map, 'app/src/a/b/c.rs')).toEqual([
    'super::deep app/src/a/b.rs',
    'self::* app/src/a/b/c.rs',
    'super::Two app/src/a/b.rs',
  ])
  expect(targetsOf(map, 'app/tests/it.rs')).toEqual(['app::a external', 'gone missing'])
})

test('Rust: files that attributes and manifests name, and the library from its tests', async () => {
  using repo = new TestRepository({
    'Cargo.toml': `[package]
name = "my-tool" # the tool

[lib]
name = 'tool'
path = "crates/lib/lib.rs"

[[bin]]
path = "crates/core/main.rs"

[[test]]
name = "integration"
path = "tests/all.rs"

[dependencies]
other = { path = "other" }
`,
    'crates/lib/lib.rs': 'pub mod deep;\npub fn run() {}',
    'crates/lib/deep.rs': 'use crate::run;\npub struct Deep;',
    'crates/core/main.rs': 'mod flags;\nuse tool::deep::Deep;',
    'crates/core/flags/mod.rs':
      '#[cfg(unix)]\n#[path = "on unix.rs"]\nmod system;\n#[path = "../gone.rs"] pub mod gone;\npub mod hi;',
    'crates/core/flags/on unix.rs': '',
    'crates/core/flags/hi.rs': 'use crate::flags;\nuse super::system;',
    'tests/all.rs': 'mod util;\nuse tool::run;',
    'tests/util.rs': 'use crate::util;',
    'tests/own.rs': 'use tool::deep::Deep;\nuse my_tool::run;',
  })
  const map = await repo.open()
  expect(targetsOf(map, 'crates/lib/deep.rs')).toEqual(['crate::run crates/lib/lib.rs'])
  expect(targetsOf(map, 'crates/core/main.rs')).toEqual([
    'flags crates/core/flags/mod.rs',
    'tool::deep::Deep crates/lib/deep.rs',
  ])
  expect(targetsOf(map, 'crates/core/flags/mod.rs')).toEqual([
    'on unix.rs crates/core/flags/on unix.rs',
    '../gone.rs missing',
    'hi crates/core/flags/hi.rs',
  ])
  expect(targetsOf(map, 'crates/core/flags/hi.rs')).toEqual([
    'crate::flags crates/core/flags/mod.rs',
    'super::system crates/core/flags/mod.rs',
  ])
  expect(targetsOf(map, 'tests/all.rs')).toEqual(['util tests/util.rs', 'tool::run crates/lib/lib.rs'])
  expect(targetsOf(map, 'tests/util.rs')).toEqual(['crate::util tests/util.rs'])
  expect(targetsOf(map, 'tests/own.rs')).toEqual(['tool::deep::Deep crates/lib/deep.rs', 'my_tool::run external'])
})

test('C#: namespaces, from inside of others, and types', async () => {
  using repo = new TestRepository({
    'Core/Box.cs': '\ufeffnamespace Shop.Core;\npublic class Box {}',
    'Core/Lid.cs': 'namespace Shop.Core\n{\n  class Lid { Box box; }\n}',
    'Web/Page.cs':
      'global using System;\nusing static Shop.Core.Box;\nusing B = Shop.Core.Box;\nnamespace Shop.Web;\nusing Core;\nclass Page {}',
  })
  const map = await repo.open()
  expect(targetsOf(map, 'Web/Page.cs')).toEqual([
    'System external',
    'Shop.Core.Box Core/Box.cs',
    'Shop.Core.Box Core/Box.cs',
    'Core Core/Box.cs Core/Lid.cs',
  ])
  expect(references(map, 'Box', { limit }).shown.find(({ path }) => path === 'Core/Lid.cs')?.label).toBe('resolved')
})

test('PHP: classes by composer, groups, functions and aliases', async () => {
  using repo = new TestRepository({
    'composer.json': '{ "autoload": { "psr-4": { "App\\\\": ["src/", "more/"], "App\\\\Sub\\\\": "sub" } } }',
    'src/A/B.php': '<?php\nnamespace App\\A;\nclass B {}',
    'more/A/C.php': '<?php\nnamespace App\\A;\nclass C { function f() { return new B(); } }',
    'sub/D.php':
      '<?php\nnamespace App\\Sub;\nuse App\\A\\{B, C as Other};\nuse function App\\A\\help;\nuse App\\Sub\\E as F, Vendor\\G;\nclass D {}',
    'sub/E.php': '<?php namespace App\\Sub;\nclass E {}',
    'lib/help.php': '<?php\nnamespace App\\A;\nfunction help() {}',
  })
  const map = await repo.open()
  expect(targetsOf(map, 'sub/D.php')).toEqual([
    String.raw`App\A\B src/A/B.php`,
    String.raw`App\A\C more/A/C.php`,
    String.raw`App\A\help lib/help.php`,
    String.raw`App\Sub\E sub/E.php`,
    String.raw`Vendor\G external`,
  ])
  const { shown } = references(map, 'B', { limit })
  expect(shown.find(({ path }) => path === 'more/A/C.php')?.label).toBe('resolved')
  expect(shown.find(({ path }) => path === 'sub/D.php')?.role).toBe('import')
})

/** The uses of a name that are resolved, as `path:line`. */
function resolvedUses(map: CodeMap, query: string): readonly string[] {
  const { shown } = references(map, query, { limit: 1000 })
  const uses = shown.filter(({ label, role }) => label === 'resolved' && role !== 'definition')
  return [...new Set(uses.map(({ path, line }) => `${path}:${line}`))].sort()
}

test('C# types are found by what files declare, as aliases, with using static, by a global using and by their full names', async () => {
  using repo = new TestRepository({
    'Core/Types.cs': `namespace Shop.Core;
public class Box { public static Box Make() => new(); }
public static class Tools { public static int Count() => 1; }
public delegate void Changed(int count);`,
    'Web/Web.csproj': '<Project><ItemGroup><Using Include="Shop.Core" /></ItemGroup></Project>',
    'Web/Page.cs': 'namespace Web;\nclass Page { Box box; }',
    'Api/Api.csproj': '<Project />',
    'Api/Globals.cs': 'global using Shop.Core;',
    'Api/In/Route.cs': 'namespace Api.In;\nclass Route { Box box; }',
    'Other/Alias.cs': 'using B = Shop.Core.Box;\nclass Alias { object o = B.Make(); }',
    'Other/Static.cs': 'using static Shop.Core.Tools;\nclass Static { int o = Count(); }',
    'Other/Full.cs': 'class Full { object o = global::Shop.Core.Box.Make(); }',
    'Other/Unknown.cs':
      'namespace Unknown;\nclass Unknown { Box box; Changed changed; int o = X.Box.Make() + Count(); }',
  })
  const map = await repo.open()
  expect(resolvedUses(map, 'Box')).toEqual([
    'Api/In/Route.cs:2',
    'Core/Types.cs:2',
    'Other/Alias.cs:1',
    'Other/Full.cs:1',
    'Web/Page.cs:2',
  ])
  expect(resolvedUses(map, 'Box.Make')).toEqual(['Other/Alias.cs:2', 'Other/Full.cs:1'])
  expect(resolvedUses(map, 'Count')).toEqual(['Other/Static.cs:2'])
})

test('PHP functions, constants and classes are found by what files declare, in groups and by their full names', async () => {
  using repo = new TestRepository({
    'lib/functions.php': '<?php\nnamespace Shop;\nconst LIMIT = 5;\nfunction help() {}\nclass Odd {}',
    'lib/Old.php': '<?php\nclass Old_Thing {}',
    'a.php':
      '<?php\nnamespace A;\nuse function Shop\\help;\nuse const Shop\\LIMIT;\nuse Shop\\Odd as Strange;\nhelp(LIMIT);',
    'b.php': '<?php\nnamespace B;\nuse Shop\\{Odd, function help as aid, const LIMIT};\naid(LIMIT, new Odd);',
    'c.php': '<?php\nnamespace C;\n\\Shop\\help(); new \\Old_Thing; \\Other\\Shop\\help(); Shop\\help();',
  })
  const map = await repo.open()
  expect(resolvedUses(map, 'help')).toEqual(['a.php:3', 'a.php:6', 'b.php:3', 'c.php:3'])
  expect(references(map, 'help', { limit: 10 }).sameName).toBe(2)
  expect(resolvedUses(map, 'LIMIT')).toEqual(['a.php:4', 'a.php:6', 'b.php:3', 'b.php:4'])
  expect(resolvedUses(map, 'Odd')).toEqual(['a.php:5', 'b.php:3', 'b.php:4'])
  expect(resolvedUses(map, 'Old_Thing')).toEqual(['c.php:3'])
})

test('Java members are found by static imports and by their full names', async () => {
  using repo = new TestRepository({
    'a/b/Outer.java': 'package a.b;\npublic class Outer { public static int twice(int x) { return x; } }',
    'c/One.java': 'package c;\nimport static a.b.Outer.twice;\nclass One { int x = twice(1); }',
    'c/All.java': 'package c;\nimport static a.b.Outer.*;\nclass All { int x = twice(1); }',
    'c/Full.java': 'package c;\nclass Full { int x = a.b.Outer.twice(1) + z.a.b.Outer.twice(1) + twice(2); }',
  })
  const map = await repo.open()
  expect(resolvedUses(map, 'twice')).toEqual(['c/All.java:3', 'c/Full.java:2', 'c/One.java:2', 'c/One.java:3'])
  expect(references(map, 'twice', { limit: 10 }).sameName).toBe(2)
})

test('a class that a Java file imports from elsewhere is not the one of its package or of another import', async () => {
  using repo = new TestRepository({
    'a/Field.java': 'package a;\npublic class Field {}',
    'a/Own.java': 'package a;\nclass Own { Field field; }',
    'a/Other.java': 'package a;\nimport java.lang.reflect.Field;\nclass Other { Field field; }',
    'b/All.java': 'package b;\nimport a.*;\nimport java.lang.reflect.Field;\nclass All { Field field; }',
  })
  expect(resolvedUses(await repo.open(), 'Field')).toEqual(['a/Own.java:2'])
})
