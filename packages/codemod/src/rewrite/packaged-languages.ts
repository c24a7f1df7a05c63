import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'

/** How a language writes an expression and statements so that they are a whole file. */
interface Frame {
  readonly expression: readonly [before: string, after: string]
  readonly statements: readonly [before: string, after: string]
}

const bare: Frame = { expression: ['(', '\n)'], statements: ['', ''] }
const method: Frame = {
  expression: ['class A { Object f() { return (', '\n); } }'],
  statements: ['class A { void f() {\n', '\n} }'],
}
const cFunction: Frame = { expression: ['int f() { return (', '\n); }'], statements: ['void f() {\n', '\n}'] }

/** The languages whose grammar is a package of its own, `@ast-grep/lang-NAME`, which the repository may install. */
export const packagedFrames = {
  python: bare,
  ruby: bare,
  go: {
    expression: ['package p\nfunc f() {\n_ = (', ')\n}'],
    statements: ['package p\nfunc f() {\n', '\n}'],
  },
  rust: { expression: ['fn f() { let _ = (', '\n); }'], statements: ['fn f() {\n', '\n}'] },
  java: method,
  csharp: method,
  c: cFunction,
  cpp: cFunction,
  kotlin: { expression: ['val x = (', '\n)'], statements: ['fun f() {\n', '\n}'] },
  php: { expression: ['<?php return (', '\n);'], statements: ['<?php\n', ''] },
} as const satisfies Readonly<Record<string, Frame>>

export type PackagedLanguage = keyof typeof packagedFrames

export function isPackaged(language: string): language is PackagedLanguage {
  return Object.hasOwn(packagedFrames, language)
}

/** What the engine has to know of a grammar. */
export interface Grammar {
  readonly libraryPath: string
  readonly extensions: string[]
  readonly languageSymbol: string
  readonly expandoChar?: string
}

/**
 * The grammar of a language as the repository has it installed, or groundcrew.
 *
 * @throws ToolError NO_ENGINE where neither has one for this machine.
 */
export function findGrammar(root: string, language: PackagedLanguage): Grammar {
  const name = `@ast-grep/lang-${language}`
  for (const from of [path.join(root, 'package.json'), process.argv[1] ?? root]) {
    const require = createRequire(from)
    try {
      const grammar = require(name) as Grammar
      if (existsSync(grammar.libraryPath)) return grammar
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      // The package throws a plain error where it has no parser for the machine.
      if (code !== 'MODULE_NOT_FOUND' && !message.includes('No parser found')) throw error
    }
  }
  throw new ToolError(
    'NO_ENGINE',
    `no engine for patterns in ${language}: ${name} is not installed, or not for this machine`,
    {
      hint: `npm install --save-dev ${name}, then run the same command again`,
    },
  )
}
