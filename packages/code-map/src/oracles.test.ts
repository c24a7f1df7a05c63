import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { extract } from './extract.ts'
import type { SymbolKind } from './facts.ts'
import type { Language } from './languages.ts'
import { readableFacts } from './lex/facts-builder.ts'
import { NameTable } from './lex/name-table.ts'
import { Tokens } from './lex/tokens.ts'
import { declaredByTypeScript } from './script/oracle.ts'

/** The extractors beside the parsers of the languages themselves, over whole files. */
const directory = mkdtempSync(path.join(tmpdir(), 'code-map-oracle-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function declared(language: Language, source: Buffer, kinds: readonly SymbolKind[]): string[] {
  const builder = extract(language, { source, names: new NameTable(), tokens: new Tokens() })
  return readableFacts(builder)
    .symbols.filter(({ kind }) => kinds.includes(kind))
    .map(({ line, name }) => `${line} ${name}`)
    .sort()
}

function filesBelow(root: string, ending: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => path.join(root, name))
}

/** Runs a program of another language that prints `line name` a declaration; undefined where that language is not installed. */
function ask(
  command: readonly [string, ...string[]],
  script: { readonly name: string; readonly text: string },
  file: string,
): string[] | undefined {
  const scriptFile = path.join(directory, script.name)
  writeFileSync(scriptFile, script.text)
  const [program, ...args] = command
  const { error, status, stdout, stderr } = spawnSync(program, [...args, scriptFile, file], { encoding: 'utf8' })
  if (error !== undefined) return undefined
  if (status !== 0) throw new Error(stderr)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort()
}

describe('TypeScript', () => {
  const root = path.resolve(import.meta.dirname, '../..')
  const core: readonly SymbolKind[] = [
    'function',
    'class',
    'interface',
    'enum',
    'type',
    'namespace',
    'module',
    'method',
  ]

  test('every file of this repository: what the compiler declares, and nothing else', { timeout: 120_000 }, () => {
    const files = filesBelow(root, '.ts')
    expect(files.length).toBeGreaterThan(50)
    for (const file of files) {
      const source = readFileSync(file)
      expect({ file, declared: declared('typescript', source, core) }).toEqual({
        file,
        declared: [...declaredByTypeScript(source.toString(), file)].sort(),
      })
    }
  })
})

const PYTHON_SAMPLE = String.raw`
import os
@decorator(lambda x: {x: 1}[x])
class A(B, metaclass=C):
    """def not_a_method(self): pass"""
    x: int = 1; y = [
def_not := 2
    ]
    async def run(self, *, a: "def no(): pass" = {1: 2}) -> Dict[str, int]: return f"{self.x!r:>{width}} def no(): {'class B:'}"
    class Inner: pass
    @property
    # comment
    def value(self): \
        return 1
if True:
	def tabbed():
	    def inner(): pass
	    return r'a\b'
else:
    def other(): pass
def after(a,
    b=(lambda: 0)):
    return '\
def no(): pass'
def unicode_ñame(): pass
`

const PYTHON_ORACLE = `
import ast, sys
for node in ast.walk(ast.parse(open(sys.argv[1], 'rb').read())):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)): print(node.lineno, node.name)
`

const RUBY_SAMPLE = String.raw`
module A::B
  class C < Struct.new(:a, :b)
    attr_reader :d
    def self.run(x) = x + 1
    def ==(other) other end
    def []=(key, value); end
    def name=(value)
      @name = value if value unless false
      x = if a then b else c end
      y = begin 1 end while false
      while x do break end
      until y
      end
      for i in [1] do puts i end
      puts <<~ONE, <<-'TWO'
        def no; end #{ [1].each do |z| z end }
      ONE
        class No
        TWO
      puts %w[def no end], %q(class), /def \/ #{1}/, ?d, :class, { if: 1, end: 2, "class": 3 }
      self.class.end.then { |q| q / 2 / 3 }
      value ? :a : :b
    end
    private def secret; end
    def with_rescue
      1
    rescue => e
      2
    ensure
      3
    end
    class << self
      def single; end
    end
    define_method(:dynamic) { |a| a }
    def half
      super / 2
    end
    def calls
      yield /x end/, %w[def no], (raise 'a' / 2)
    end
    def endless? = [1, 2]
      .map { |x| x }
    def question? a, b = {}
      case a
      in 1 then return if b
      in [x] then x
      end
    end
    def globals
      [:$', :$", :$$, $@
      ]
    end
    alias / ==
    def end; end
    def class; end
    class self.class::Computed; end
    UNBOUND = Module.instance_method(:name)
  end
=begin
def commented; end
=end
end
def top; end
__END__
def no; end
`

const RUBY_ORACLE = `
require 'ripper'
class Names < Ripper
  def keep(name) = (puts name.join(' ') if name.is_a?(Array))
  %i[ident const kw op backtick].each { |kind| define_method("on_#{kind}") { |text| [lineno, text] } }
  def on_def(name, *) = keep(name)
  def on_defs(_, _, name, *) = keep(name)
  def on_class(name, *) = keep(name)
  def on_module(name, *) = keep(name)
  def on_const_ref(name) = name
  def on_const_path_ref(_, name) = name
  def on_top_const_ref(name) = name
end
names = Names.new(File.read(ARGV[0]))
names.parse
abort 'does not parse' if names.error?
`

const GO_SAMPLE = String.raw`// Package x
package x

import (
	"fmt"
	alias "os"
)

type (
	A struct {
		B, C int ${'`'}json:"b"${'`'}
		Embedded
		*pkg.Other
		Generic[int, string]
		pkg.Generic[T]
		Array [4]int
		F func(a int) (b string)
		G struct{ Inner int }
		_ [2]int
		_, H int
	}
	I[T any] interface {
		~int | string
		Run(ctx T) error
		fmt.Stringer
	}
	M = map[string]struct{}
)
type Fn func(a, b int) struct{ X int }

const (
	One = iota
	Two
	_
)

var x, y = 1, func() int { type local int; return 2 }()
var s = ${'`'}
func no() {}
${'`'}

func (a *A) Method(b interface{ Q() }) (c int, err error) { func() {}(); return }
func (I[T]) Generic()  {}
func Top[T any, U ~[]T](r rune) struct{} {
	return '{'
}
func external(a int) /* { */ int
func last() {}
`

const GO_ORACLE = `
package main

import ("fmt"; "go/ast"; "go/parser"; "go/token"; "os")

func main() {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, os.Args[1], nil, 0)
	if err != nil { fmt.Fprintln(os.Stderr, err); os.Exit(1) }
	print := func(names ...*ast.Ident) {
		for _, name := range names { if name.Name != "_" { fmt.Println(set.Position(name.Pos()).Line, name.Name) } }
	}
	for _, declaration := range file.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			print(declaration.Name)
		case *ast.GenDecl:
			for _, spec := range declaration.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					print(spec.Names...)
				case *ast.TypeSpec:
					print(spec.Name)
					if body, ok := spec.Type.(*ast.StructType); ok { for _, field := range body.Fields.List { print(field.Names...) } }
					if body, ok := spec.Type.(*ast.InterfaceType); ok { for _, method := range body.Methods.List { print(method.Names...) } }
				}
			}
		}
	}
}
`

describe.each([
  {
    language: 'python',
    sample: PYTHON_SAMPLE,
    command: ['python3'],
    script: { name: 'oracle.py', text: PYTHON_ORACLE },
    kinds: ['class', 'function', 'method'],
  },
  {
    language: 'ruby',
    sample: RUBY_SAMPLE.replace('    define_method(:dynamic) { |a| a }\n', ''),
    command: ['ruby'],
    script: { name: 'oracle.rb', text: RUBY_ORACLE },
    kinds: ['class', 'module', 'function', 'method'],
  },
  {
    language: 'go',
    sample: GO_SAMPLE,
    command: ['go', 'run'],
    script: { name: 'oracle.go', text: GO_ORACLE },
    kinds: ['struct', 'interface', 'type', 'function', 'method', 'constant', 'variable', 'field'],
  },
] as const)('$language', ({ language, sample, command, script, kinds }) => {
  test('what its own parser declares, and nothing else', ({ skip }) => {
    const file = path.join(directory, `sample-${language}`)
    writeFileSync(file, sample)
    const expected = ask([...command] as [string, ...string[]], script, file)
    if (expected === undefined) return skip(`${command[0]} is not installed`)
    expect(expected.length).toBeGreaterThan(8)
    expect(declared(language, Buffer.from(sample), kinds)).toEqual(expected)
  })
})
