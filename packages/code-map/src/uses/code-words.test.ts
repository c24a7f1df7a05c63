import { expect, test } from 'vitest'
import { codeWithoutComments, codeWords, type WordLanguage } from './code-words.ts'

interface Written {
  readonly language: WordLanguage
  readonly text: string
  readonly names: string
}

const written: readonly Written[] = [
  { language: 'java', text: 'a . b.C x; /* it\'s\n D */ "E" + f(); // G', names: 'a.b.C x f' },
  { language: 'java', text: 'String s = """\n  A "b" \\""" C\n  """; D d = \'"\';', names: 'String s D d' },
  { language: 'csharp', text: '@"C:\\" + A; $"{B.C} d" + \'"\' + E', names: 'A B.C E' },
  { language: 'csharp', text: "#region it's\nglobal::A.B @class;", names: 'global.A.B class' },
  {
    language: 'php',
    text: "it's <?php new \\A\\B('it\\'s C'); # D\n#[E]\n$x = <<<F\n G it's\n  F; H ?> it's I <?= J",
    names: 'new .A.B E x H J',
  },
  {
    language: 'rust',
    text: "fn a<'b>(c: &'b D) -> 'x' { r#\"e\" f\"# ; '\\'' ; b\"g\" ; h::<I>::j }",
    names: 'fn a c D h I j',
  },
  { language: 'rust', text: 'r#type :: b /* c\n d */ // e', names: 'type.b' },
]

test.each(written)('names of $language: $text', ({ language, text, names }) => {
  const { paths } = codeWords(language, text)
  expect(paths.map(({ parts }) => parts.join('.')).join(' ')).toBe(names)
})

test('comments and white space make no other code, but for those that something reads', () => {
  const isSame = (language: WordLanguage, left: string, right: string): boolean =>
    codeWithoutComments(language, left) === codeWithoutComments(language, right)
  expect(isSame('java', 'a(); // b', 'a();\n\n/** c */')).toBe(true)
  expect(isSame('java', 'a("// b");', 'a("// c");')).toBe(false)
  expect(isSame('rust', '/// a\nstruct B;', '/// c\nstruct B;')).toBe(false)
  expect(isSame('rust', '// a\nstruct B;', 'struct  B;')).toBe(true)
  expect(isSame('php', '<?php /** @a */ b();', '<?php /** @c */ b();')).toBe(false)
  expect(isSame('php', 'a <?php b(); ?> c', 'a <?php b(); ?> d')).toBe(false)
  expect(isSame('php', 'a <?php b();', 'd <?php b();')).toBe(false)
  expect(isSame('csharp', 'a(); /// b', 'a();')).toBe(true)
})
