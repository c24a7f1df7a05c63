import { junit, manifest, tests, unit } from '../support/language-sources.ts'
import { testWorlds, type World } from '../support/impact-worlds.ts'

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

testWorlds([...php, ...csharp, ...mixed, ...builds])
