import { expect, test } from 'vitest'
import { testWorlds, type World } from '../support/impact-worlds.ts'
import { Rig } from '../support/rig.ts'

const junit = (name: string, body: string, head = ''): string =>
  `package a;\n\n${head}import org.junit.jupiter.api.Test;\n\nclass ${name} {\n  @Test\n  void works() {\n    ${body}\n  }\n}\n`
const main = 'src/main/java/a'
const tests = 'src/test/java/a'

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

const manifest = (name: string, rest = ''): string => `[package]\nname = "${name}"\nedition = "2021"\n${rest}`
const unit = (body: string): string =>
  `\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn works() {\n        ${body}\n    }\n}\n`

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

const phpTest = (name: string, body: string, head = ''): string =>
  `<?php\n\nnamespace Tests;\n\n${head}class ${name} extends TestCase\n{\n    public function testIt(): void\n    {\n        ${body}\n    }\n}\n`

const php: readonly World[] = [
  {
    name: 'PHP: classes by use, by an alias, in full and as text; not another one of that name, nor a method',
    files: {
      'composer.json': '{ "autoload": { "psr-4": { "App\\\\": "src/" } } }',
      'src/Box.php': '<?php\n\nnamespace App;\n\nclass Box {}\n',
      'src/Other/Box.php': '<?php\n\nnamespace App\\Other;\n\nclass Box {}\n',
      'tests/UseTest.php': phpTest('UseTest', 'new Box();', 'use App\\Box;\n\n'),
      'tests/AliasTest.php': phpTest('AliasTest', 'new Carton();', 'use App\\Box as Carton;\n\n'),
      'tests/GroupTest.php': phpTest('GroupTest', 'new Box();', 'use App\\{Other, Box};\n\n'),
      'tests/FullTest.php': phpTest('FullTest', 'new \\App\\Box();'),
      'tests/PartTest.php': phpTest('PartTest', 'new App\\Box();', 'use App;\n\n'),
      'tests/TextTest.php': phpTest('TextTest', "$this->make('App\\\\Box');"),
      'tests/OtherTest.php': phpTest(
        'OtherTest',
        'new Box(); // App\n        $this->Box();',
        'use App\\Other\\Box;\n\n',
      ),
    },
    changed: 'src/Box.php',
    tests: ['AliasTest', 'FullTest', 'GroupTest', 'PartTest', 'TextTest', 'UseTest'].map(
      (name) => `tests/${name}.php static`,
    ),
  },
  {
    name: 'PHP: the same namespace, traits, functions of files, and what is required by its path',
    files: {
      'composer.json': '{ "autoload": { "files": ["src/helpers.php"] } }',
      'src/helpers.php':
        "<?php\n\nif (! function_exists('tidy_box')) {\n    function tidy_box() { return new App\\Box(); }\n}\n",
      'src/Packs.php': '<?php\n\nnamespace App;\n\ntrait Packs { use Box; }\n',
      'src/Box.php': '<?php\n\nnamespace App;\n\ntrait Box {}\n',
      'tests/PacksTest.php': phpTest('PacksTest', '', 'use App\\Packs;\n\n'),
      'tests/HelpersTest.php': phpTest('HelpersTest', 'tidy_box();'),
      'tests/PathTest.php': phpTest('PathTest', "require __DIR__.'/../src/helpers.php';"),
      'tests/NoTest.php': phpTest('NoTest', '$box = 1;'),
    },
    changed: 'src/Box.php',
    tests: ['tests/HelpersTest.php static', 'tests/PacksTest.php static', 'tests/PathTest.php static'],
  },
  {
    name: 'PHP: abstract tests lead to their heirs, and text around the code is none',
    files: {
      'tests/BoxTestCase.php':
        '<?php\n\nnamespace Tests;\n\nabstract class BoxTestCase extends TestCase { function testA() {} }\n',
      'tests/BoxTest.php':
        "it's a page: BoxTestCase\n<?php\n\nnamespace Tests;\n\nclass BoxTest extends BoxTestCase {}\n",
      'tests/CupTest.php':
        "it's BoxTestCase\n<?php\n\nnamespace Tests;\n\n# BoxTestCase\nclass CupTest extends TestCase { function testA() {} }\n?>\nBoxTestCase\n",
      'tests/AbstractCupTest.php':
        '<?php\n\nnamespace Tests;\n\nabstract class AbstractCupTest { function testA() {} }\n',
    },
    changed: 'tests/BoxTestCase.php',
    tests: ['tests/BoxTest.php static'],
  },
  {
    name: 'PHP: what the runner loads first reaches all that it runs',
    files: {
      'phpunit.xml':
        '<phpunit bootstrap="tests/start.php"><testsuites><testsuite name="a"><directory>tests</directory></testsuite></testsuites></phpunit>',
      'tests/start.php': '<?php\n\ndate_default_timezone_set("UTC");\n',
      'tests/BoxTest.php': phpTest('BoxTest', ''),
      'other/CupTest.php': phpTest('CupTest', ''),
    },
    changed: 'tests/start.php',
    tests: ['tests/BoxTest.php static'],
  },
]

const fact = (name: string, body: string, head = '', namespace = 'App.Tests'): string =>
  `${head}\nnamespace ${namespace};\n\npublic class ${name}\n{\n    [Fact]\n    public void Works()\n    {\n        ${body}\n    }\n}\n`

const csharp: readonly World[] = [
  {
    name: 'C#: the own namespace and those around it, using, an alias, and in full; not another class of that name',
    files: {
      'src/Box.cs': 'namespace App;\n\npublic class Box { public static int Size; }\n',
      'src/Inner/Box.cs': 'namespace Other\n{\n    public class Box { }\n}\n',
      'test/OuterTests.cs': fact('OuterTests', 'new Box();'),
      'test/UsingTests.cs': fact('UsingTests', 'new Box();', 'using App;', 'Elsewhere'),
      'test/StaticTests.cs': fact('StaticTests', 'Size = 1;', 'using static App.Box;', 'Elsewhere'),
      'test/AliasTests.cs': fact('AliasTests', 'new Carton();', 'using Carton = App.Box;', 'Elsewhere'),
      'test/FullTests.cs': fact('FullTests', 'new global::App.Box();', '', 'Elsewhere'),
      'test/HoleTests.cs': fact('HoleTests', 'Log($"{Box.Size} boxes");', 'using App;', 'Elsewhere'),
      'test/OtherTests.cs': fact('OtherTests', 'new Box(); Log("App.Cup");', 'using Other;', 'Elsewhere'),
    },
    changed: 'src/Box.cs',
    tests: ['AliasTests', 'FullTests', 'HoleTests', 'OuterTests', 'StaticTests', 'UsingTests'].map(
      (name) => `test/${name}.cs static`,
    ),
  },
  {
    name: 'C#: extension methods, attributes, parts of a class, and namespaces that are opened for all',
    files: {
      'src/Globals.cs': 'global using App.Tools;\n',
      'src/Extensions.cs':
        'namespace App.Tools\n{\n    public static class Extensions\n    {\n        public static string Tidy(this string text) => Part.One(text);\n    }\n\n    public class SlowAttribute : System.Attribute { }\n}\n',
      'src/Part1.cs':
        'namespace App.Tools;\n\npublic partial class Part { public static string One(string text) => Two(text); }\n',
      'src/Part2.cs': 'namespace App.Tools;\n\npublic partial class Part { static string Two(string text) => text; }\n',
      'test/TidyTests.cs': fact('TidyTests', '"a".Tidy();', '', 'Elsewhere'),
      'test/SlowTests.cs': fact('SlowTests', '', '', 'Elsewhere').replace('[Fact]', '[Fact, Slow]'),
      'test/NoTests.cs': fact('NoTests', '"Tidy".ToString();', '', 'Elsewhere'),
    },
    changed: 'src/Part2.cs',
    tests: ['test/SlowTests.cs static', 'test/TidyTests.cs static'],
  },
  {
    name: 'C#: tests in files with other names, heirs of abstract tests, and what runs before an assembly',
    files: {
      'test/A.Tests.csproj': '<Project/>',
      'test/Setup.cs': 'namespace Elsewhere;\n\n[SetUpFixture]\npublic class Setup { public static Base Of; }\n',
      'test/Base.cs': 'namespace Elsewhere;\n\npublic abstract class Base { [Test] public void A() { } }\n',
      'test/HeirTests.cs': 'namespace Elsewhere;\n\npublic class HeirTests : Base { }\n',
      'test/Spec.cs': fact('Spec', '', '', 'Apart'),
      'other/LoneTests.cs': fact('LoneTests', '', '', 'Apart'),
    },
    changed: 'test/Base.cs',
    tests: ['test/HeirTests.cs static', 'test/Spec.cs static'],
  },
]

const mixed: readonly World[] = [
  {
    name: 'C#: what is outside of a namespace beside a block of one',
    files: {
      'src/Guard.cs':
        'namespace Notes\n{\n    class NoteAttribute : System.Attribute { }\n}\n\nstatic class Guard { public static void Check() { } }\n',
      'src/Box.cs': 'namespace App;\n\npublic class Box { public Box() => Guard.Check(); }\n',
      'test/BoxTests.cs': fact('BoxTests', 'new Box();'),
    },
    changed: 'src/Guard.cs',
    tests: ['test/BoxTests.cs static'],
  },
  {
    name: 'C#: namespaces that a project opens, also by itself',
    files: {
      'src/A.csproj': '<Project><ItemGroup><Using Include="App.Tools" /></ItemGroup></Project>',
      'src/Clock.cs': 'namespace System;\n\npublic class Clock { static Hand hand; }\n',
      'src/Hand.cs': 'namespace App.Tools;\n\npublic class Hand { }\n',
      'test/ClockTests.cs': fact('ClockTests', 'new Clock();', '', 'Elsewhere'),
    },
    changed: 'src/Hand.cs',
    tests: ['test/ClockTests.cs static'],
  },
  {
    name: 'C#: a class in a file that is not understood as a whole',
    files: {
      'src/Binder.cs':
        'namespace App;\n\nclass Binder\n{\n#if SPAN\n    public int[] Bind(Span<int> of)\n#else\n    public int[] Bind(int[] of)\n#endif\n    {\n        return of;\n    }\n}\n',
      'test/BinderTests.cs': fact('BinderTests', 'new Binder();'),
    },
    changed: 'src/Binder.cs',
    tests: ['test/BinderTests.cs static'],
  },
]

const builds: readonly World[] = [
  {
    name: 'the file of a build reaches all that it builds, and what uses it from elsewhere',
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["a", "b", "c"]\n',
      'a/Cargo.toml': manifest('a'),
      'a/src/lib.rs': `pub fn a() {}\n${unit('a();')}`,
      'b/Cargo.toml': manifest('b'),
      'b/src/lib.rs': `pub fn b() {\n    a::a();\n}\n${unit('b();')}`,
      'c/Cargo.toml': manifest('c'),
      'c/src/lib.rs': `pub fn c() {}\n${unit('c();')}`,
    },
    changed: 'a/Cargo.toml',
    tests: ['a/src/lib.rs widened', 'b/src/lib.rs widened'],
  },
  {
    name: 'code that tests read by a path that is put together, and a resource of a module',
    files: {
      'tool/Cargo.toml': manifest('tool'),
      'tool/src/lib.rs': `pub fn run() {}\n${unit('run();')}`,
      'tool/tests/ui.rs': '#[test]\nfn ui() {\n    run_all("ui");\n}\n',
      'tool/tests/ui/broken.rs': 'fn main() { broken }\n',
    },
    changed: 'tool/tests/ui/broken.rs',
    tests: ['tool/tests/ui.rs widened'],
  },
  {
    name: 'a resource of a Java module that no code names',
    files: {
      'app/pom.xml': '<project/>',
      'app/src/main/resources/rules.yml': 'a: 1\n',
      [`app/${tests}/AppTest.java`]: junit('AppTest', ''),
      [`core/${tests}/CoreTest.java`]: junit('CoreTest', ''),
    },
    changed: 'app/src/main/resources/rules.yml',
    tests: [`app/${tests}/AppTest.java widened`],
  },
]

testWorlds([...java, ...rust, ...php, ...csharp, ...mixed, ...builds])

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
