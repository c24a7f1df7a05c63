import { expect, test } from 'vitest'
import { junit, main, manifest, tests, unit } from '../support/language-sources.ts'
import { testWorlds, type World } from '../support/impact-worlds.ts'
import { Rig } from '../support/rig.ts'

const java: readonly World[] = [
  {
    name: 'Java: a class of the same package needs no import, and its neighbour is not reached',
    files: {
      [`${main}/Box.java`]: 'package a;\n\npublic class Box {}\n',
      [`${main}/Lid.java`]: 'package a;\n\npublic class Lid {\n  Box box;\n}\n',
      [`${tests}/LidTest.java`]: junit('LidTest', 'new Lid();'),
      [`${tests}/OtherTest.java`]: junit('OtherTest', 'new Object(); /* Lid\n       it\u0027s\n       Lid */ // Lid'),
    },
    changed: `${main}/Box.java`,
    tests: [`${tests}/LidTest.java static`],
  },
  {
    name: 'Java: packages as a whole, members of classes, names in full, and two classes of one name',
    files: {
      'src/main/java/b/Box.java': 'package b;\n\npublic class Box {\n  public static int size() { return 1; }\n}\n',
      'src/main/java/c/Box.java': 'package c;\n\npublic class Box {}\n',
      [`${tests}/WholeTest.java`]: junit('WholeTest', 'new Box();', 'import b.*;\n'),
      [`${tests}/MemberTest.java`]: junit('MemberTest', 'size();', 'import static b.Box.size;\n'),
      [`${tests}/FullTest.java`]: junit('FullTest', 'b.Box.size();'),
      [`${tests}/TextTest.java`]: junit('TextTest', 'Class.forName("b.Box");'),
      [`${tests}/OtherTest.java`]: junit('OtherTest', 'new Box();', 'import c.Box;\n'),
    },
    changed: 'src/main/java/b/Box.java',
    tests: [
      `${tests}/FullTest.java static`,
      `${tests}/MemberTest.java static`,
      `${tests}/TextTest.java static`,
      `${tests}/WholeTest.java static`,
    ],
  },
  {
    name: 'Java: a second class of a file, and a class inside of another',
    files: {
      'src/main/java/b/Outer.java':
        'package b;\n\npublic class Outer {\n  public static class Inner {}\n}\n\nclass Second {}\n',
      'src/main/java/b/Third.java': 'package b;\n\npublic class Third {\n  Second second;\n}\n',
      [`${tests}/InnerTest.java`]: junit('InnerTest', 'new Inner();', 'import b.Outer.Inner;\n'),
      [`${tests}/ThirdTest.java`]: junit('ThirdTest', 'new Third();', 'import b.Third;\n'),
    },
    changed: 'src/main/java/b/Outer.java',
    tests: [`${tests}/InnerTest.java static`, `${tests}/ThirdTest.java static`],
  },
  {
    name: 'Java: an abstract class of tests leads to its heirs, helpers are no tests, and a class may inherit all of its tests',
    files: {
      [`${tests}/AbstractBoxTest.java`]: junit('AbstractBoxTest', 'make();').replace('class', 'abstract class'),
      [`${tests}/SmallBoxTest.java`]: 'package a;\n\nclass SmallBoxTest extends AbstractBoxTest {}\n',
      [`${tests}/BoxTestHelper.java`]: 'package a;\n\nclass BoxTestHelper {}\n',
      [`${tests}/TestBoxes.java`]: 'package a;\n\nfinal class TestBoxes {}\n',
      [`${tests}/OldTest.java`]:
        'package a;\n\npublic class OldTest extends junit.framework.TestCase {\n  AbstractBoxTest of;\n}\n',
      [`${tests}/BoxIT.java`]: junit('BoxIT', 'new SmallBoxTest();'),
    },
    changed: `${tests}/AbstractBoxTest.java`,
    tests: [`${tests}/BoxIT.java static`, `${tests}/OldTest.java static`, `${tests}/SmallBoxTest.java static`],
  },
  {
    name: 'Java: modules see one another, and a service is found by its list',
    files: {
      'core/src/main/java/core/Codec.java': 'package core;\n\npublic interface Codec {}\n',
      'core/src/main/java/core/Zip.java': 'package core;\n\npublic class Zip implements Codec {}\n',
      'core/src/main/resources/META-INF/services/core.Codec': 'core.Zip\n',
      [`app/${tests}/AppTest.java`]: junit('AppTest', 'ServiceLoader.load(Codec.class);', 'import core.Codec;\n'),
    },
    changed: 'core/src/main/java/core/Zip.java',
    tests: [`app/${tests}/AppTest.java static`],
  },
  {
    name: 'Java: what Spring finds by itself is reached with the application that scans for it',
    files: {
      [`${main}/App.java`]: 'package a;\n\n@SpringBootApplication\npublic class App {}\n',
      [`${main}/web/Clock.java`]: 'package a.web;\n\n@Component\nclass Clock implements Runnable {}\n',
      [`${tests}/AppTest.java`]: junit('AppTest', '', '@SpringBootTest\n')
        .replace('@SpringBootTest\n', '')
        .replace('class', '@SpringBootTest\nclass'),
      [`${tests}/PlainTest.java`]: junit('PlainTest', ''),
    },
    changed: `${main}/web/Clock.java`,
    tests: [`${tests}/AppTest.java static`],
  },
]

const rust: readonly World[] = [
  {
    name: 'Rust: unit tests are in the file; those of what uses it are reached, those of its neighbours are not',
    files: {
      'Cargo.toml': manifest('boxes'),
      'src/lib.rs': 'mod a;\nmod b;\nmod c;\n\npub use a::Box;\npub use b::Lid;\n',
      'src/a.rs': `pub struct Box;\n${unit('let _ = Box;')}`,
      'src/b.rs': `use crate::Box;\n\npub struct Lid(Box);\n${unit('let _ = Lid(Box);')}`,
      'src/c.rs': `pub struct Cup;\n${unit('let _ = Cup;')}`,
      'tests/lid.rs': 'use boxes::Lid;\n\n#[test]\nfn it() {}\n',
    },
    changed: 'src/a.rs',
    tests: ['src/a.rs static', 'src/b.rs static', 'tests/lid.rs static'],
  },
  {
    name: 'Rust: what only the tests of a file use leads to that file, and no further',
    files: {
      'Cargo.toml': manifest('boxes'),
      'src/lib.rs': 'pub mod a;\npub mod b;\nmod helper;\n',
      'src/helper.rs': 'pub fn help() {}\n',
      'src/a.rs': `pub struct Box;\n${unit('crate::helper::help();')}`,
      'src/b.rs': `use crate::a::Box;\n\npub struct Lid(Box);\n${unit('')}`,
    },
    changed: 'src/helper.rs',
    tests: ['src/a.rs static'],
  },
  {
    name: 'Rust: packages by their names, also by another one, and what they send on',
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["core-lib", "facade", "app"]\n',
      'core-lib/Cargo.toml': manifest('core-lib'),
      'core-lib/src/lib.rs': 'pub mod deep;\npub mod other;\n',
      'core-lib/src/deep.rs': 'pub fn dive() {}\n',
      'core-lib/src/other.rs': 'pub fn swim() {}\n',
      'facade/Cargo.toml': manifest(
        'facade',
        '[dependencies]\ninner = { path = "../core-lib", package = "core-lib" }\n',
      ),
      'facade/src/lib.rs': 'pub extern crate inner as core;\n',
      'app/Cargo.toml': manifest('app', '[dependencies]\nfacade = { path = "../facade" }\n'),
      'app/src/lib.rs': 'pub mod one;\npub mod two;\n',
      'app/src/one.rs': `pub fn go() {\n    facade::core::deep::dive();\n}\n${unit('go();')}`,
      'app/src/two.rs': `use facade::core::other;\n\npub fn go() {\n    other::swim();\n}\n${unit('go();')}`,
    },
    changed: 'core-lib/src/deep.rs',
    tests: ['app/src/one.rs static'],
  },
  {
    name: 'Rust: an impl block elsewhere belongs to its type and its trait',
    files: {
      'Cargo.toml': manifest('boxes'),
      'src/lib.rs': 'pub mod show;\npub mod shape;\nmod show_shape;\npub mod alone;\n',
      'src/show.rs': 'pub trait Show {\n    fn show(&self);\n}\n',
      'src/shape.rs': `pub struct Shape;\n${unit('use crate::show::Show; Shape.show();')}`,
      'src/show_shape.rs':
        'use crate::shape::Shape;\nuse crate::show::Show;\n\nimpl Show for Shape {\n    fn show(&self) {}\n}\n',
      'src/alone.rs': `pub fn alone() {}\n${unit('alone();')}`,
    },
    changed: 'src/show_shape.rs',
    tests: ['src/shape.rs static'],
  },
  {
    name: 'Rust: macros of the crate, and lifetimes that are no strings',
    files: {
      'Cargo.toml': manifest('boxes'),
      'src/lib.rs': '#[macro_use]\nmod macros;\nmod a;\nmod b;\n',
      'src/macros.rs': 'macro_rules! twice {\n    ($e:expr) => { $e + $e };\n}\n',
      'src/a.rs': `pub fn a<'a>(x: &'a i32) -> i32 { twice!(*x) }\n${unit('a(&1);')}`,
      'src/b.rs': `pub fn b<'b>(x: &'b i32) -> &'b i32 { x }\n${unit('b(&1);')}`,
    },
    changed: 'src/macros.rs',
    tests: ['src/a.rs static'],
  },
  {
    name: 'Rust: a program of tests with modules, where the manifest names it, and the program that it starts',
    files: {
      'Cargo.toml': manifest('tool', 'autotests = false\n\n[[test]]\nname = "integration"\npath = "tests/all.rs"\n'),
      'src/main.rs': 'mod run;\n\nfn main() {\n    run::run();\n}\n',
      'src/run.rs': 'pub fn run() {}\n',
      'tests/all.rs': 'mod util;\nmod cases;\n',
      'tests/util.rs': 'pub fn start() {\n    std::process::Command::new(env!("CARGO_BIN_EXE_tool"));\n}\n',
      'tests/cases.rs': 'use crate::util::start;\n\n#[test]\nfn starts() {\n    start();\n}\n',
      'tests/left.rs': '#[cfg(any())]\nfn nothing() {}\n',
    },
    changed: 'src/run.rs',
    tests: ['tests/all.rs static', 'tests/cases.rs static'],
  },
  {
    name: 'Rust: tests in a file of their own, and a module that a glob brought',
    files: {
      'Cargo.toml': manifest('boxes'),
      'src/lib.rs': 'pub mod a;\npub mod names;\n\n#[cfg(test)]\nmod tests;\n',
      'src/a.rs': 'pub fn a() {}\n',
      'src/names.rs': 'pub fn name() {}\n',
      'src/tests.rs': 'use super::*;\n\n#[test]\nfn it() {\n    names::name();\n}\n',
    },
    changed: 'src/names.rs',
    tests: ['src/tests.rs static'],
  },
]

testWorlds([...java, ...rust])

test('a class that is gone reaches those that still have its name', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      [`${main}/Box.java`]: 'package a;\n\npublic class Box {}\n',
      [`${tests}/BoxTest.java`]: junit('BoxTest', 'new Box();'),
      [`${tests}/CupTest.java`]: junit('CupTest', ''),
    },
  })
  await rig.git('rm', '--quiet', `${main}/Box.java`)
  const { stdout } = await rig.run('impact', ['--staged', '--tests'])
  expect(stdout.split('\t')[0]).toBe(`${tests}/BoxTest.java`)
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
})

test('an edit that gives a file another name for what it declares is followed from files that did not change', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      [`${main}/Box.java`]: 'package a;\n\npublic class Box {}\n',
      [`${tests}/CupTest.java`]: junit('CupTest', 'new Cup();'),
    },
  })
  const reached = async (): Promise<string> => (await rig.run('impact', [`${main}/Box.java`, '--tests'])).stdout
  expect(await reached()).toBe('')
  await rig.write({ [`${main}/Box.java`]: 'package a;\n\npublic class Box {}\n\nclass Cup {}\n' })
  expect(await reached()).toContain('CupTest.java\tstatic')
})

test('the summary says that files are followed, and which tests are not known', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'a.cpp': 'int a;\n', [`${main}/Box.java`]: 'package a;\n\nclass Box {}\n' },
  })
  const said = async (file: string): Promise<string> => (await rig.run('impact', [file, '--tests'])).stderr
  expect(await said('a.cpp')).toBe('impact: 0 of 0 tests selected by file graph; tests of C++ are not known here\n')
  expect(await said(`${main}/Box.java`)).toBe('impact: 0 of 0 tests selected by file graph\n')
})
