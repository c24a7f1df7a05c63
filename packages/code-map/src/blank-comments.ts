import type { Language } from './languages.ts'

const SLASHES = /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`)|\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*/g
const HASHES = /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<=^|\s)#[^\n]*/g

const IN_SLASHES: readonly Language[] = [
  'typescript',
  'tsx',
  'javascript',
  'vue',
  'svelte',
  'go',
  'rust',
  'java',
  'c',
  'cpp',
  'csharp',
  'php',
  'kotlin',
  'swift',
  'scala',
  'dart',
]
const BEHIND_HASHES: readonly Language[] = ['python', 'ruby', 'bash']

/** Code with blanks in place of its comments; texts in it stay as they are. */
export function blankComments(code: string, language: Language): string {
  const isInSlashes = IN_SLASHES.includes(language)
  if (!isInSlashes && !BEHIND_HASHES.includes(language)) return code
  return code.replaceAll(
    isInSlashes ? SLASHES : HASHES,
    (part, text: string | undefined) => text ?? ' '.repeat(part.length),
  )
}
