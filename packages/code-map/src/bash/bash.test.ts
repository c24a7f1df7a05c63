import { describe, expect, test } from 'vitest'
import { outline, read, words } from './testing.ts'

describe('functions', () => {
  test('in every form, with what is inside of them', () => {
    expect(
      outline(`# no() {
a() {
  echo "b() {"
}
my-func ()
{
  inner () { :; }
}
function pkg::c { :; }
function nvm.d() ( : )
e() if true; then :; fi
f() case $1 in x) ;; esac
g() for i; do :; done
h() [[ -n $1 ]]
i() (( x << 2 ))
j() { :; } 2>&1; k() { l() { :; }; }
function
.. () { cd ..; }
`),
    ).toEqual([
      '2 function a +',
      '5 function my-func +',
      '7 function my-func.inner +',
      '9 function pkg::c +',
      '10 function nvm.d +',
      '11 function e +',
      '12 function f +',
      '13 function g +',
      '14 function h +',
      '15 function i +',
      '16 function j +',
      '16 function k +',
      '16 function k.l +',
      '18 function .. +',
    ])
  })

  test('with their heads and their ends', () => {
    const text = 'function a ()\n{\n  b\n} >&2\nc() {\n}\n'
    expect(
      read(text).symbols.map(({ start, signatureEnd, line, endLine }) => [
        text.slice(start, signatureEnd),
        line,
        endLine,
      ]),
    ).toEqual([
      ['function a ()', 1, 4],
      ['c()', 5, 6],
    ])
  })

  test('of zsh: braces on one line, several names, a command as the body, none at all', () => {
    const text = `a() { b }
function c d { e }
f() print -P "%~"
for x in 1; { g }
if [[ a ]] { h }
() { i } 1
for k v (
  j 1
) m
{ n } always { o }
while ((p--)) { q }
r() { s =(t) *(N) \${(f)u} }
function {
  v
}
case w in (x|y)*) z;; a(b|c)) ;; esac
`
    expect(outline(text)).toEqual([
      '1 function a +',
      '2 function c +',
      '2 function d +',
      '3 function f +',
      '12 function r +',
    ])
    expect(read(text).problemLine).toBeUndefined()
  })

  test('a test of bats is one with its title as its name', () => {
    expect(outline('@test "adds: 1 + 1" {\n  run add 1 1\n}\n@test \'b\' { :; }\nc() { :; }')).toEqual([
      '1 function adds: 1 + 1',
      '4 function b',
      '5 function c +',
    ])
  })
})

test('variables at the top, each once, constants and aliases', () => {
  expect(
    outline(`A=1
A=2
export B=2 C
readonly D=(1
  2) E
declare -r F=1
declare -a G
b+=1
c[\${#b[@]} + 1]=2
H=1 I=2 env
if x; then J=1; fi
(K=1)
d() { L=1; local m=2; export N=1; }
O=1 P=$(Q=1 q)
alias ll='ls -l' ..="cd .." 'r=s'
export -f d
[[ $T = U ]]
`),
  ).toEqual([
    '1 variable A +',
    '3 variable B +',
    '4 constant D +',
    '6 constant F +',
    '7 variable G +',
    '8 variable b +',
    '9 variable c +',
    '11 variable J +',
    '13 function d +',
    '14 variable O +',
    '14 variable P +',
    '15 macro ll +',
    '15 macro .. +',
    '15 macro r +',
  ])
})

describe('words', () => {
  test('commands are calls, also those that others run', () => {
    expect(
      words(
        'if a-b; then ! c; fi; time -p d\nA=1 e x && sudo -u f\ncommand g | xargs -n 1 h\n2>log i j-k\ntrap on-exit EXIT\n\\l m::n o.p',
      ),
    ).toBe(
      'if a-b() then c() fi time p d() A e() x sudo() u f() command() g() xargs() n h() log i() j-k trap() on-exit() EXIT l() m::n o p',
    )
    expect(words('type a b; export -f c; unset -f d; eval "e $f" g; trap "h; i" 0; bash -c \'j "$k"\'')).toBe(
      'type() a() b() export() f c() unset() f d() eval() e() f g trap() h() bash() c j() k',
    )
  })

  test('in strings the code alone', () => {
    expect(words('a "b $c ${d:-e} $(f "$(g "h")" \'i\') `j` $((k + 16#ff)) \\$l \\`m"')).toBe('a() c d f() g() j() k')
    expect(words("a 'b $c' $'d \\' e' $\"f $g\"")).toBe('a() g')
  })

  test('`#` begins a comment only where a word does', () => {
    expect(words('a ${#b} $# c#d ${e#f*} ${g##"$h"} $((2#11)) # i\n#j\nk;#l\n(m)#n')).toBe('a() b c d e g h k() m()')
  })

  test('parameters: arrays, patterns, parts, names of names', () => {
    expect(words('echo ${a[b + 1]} ${c/d/$e} ${f:g:h} ${!i} ${j%%"$(k)"*} ${l:=${m?n}} "${o:-it\'s $p}" ${q@Q}')).toBe(
      'echo() a b c e f g h i j k() l m o p q',
    )
  })

  test('arrays, conditions, arithmetic', () => {
    expect(words('a=(b "$c" # d\n [e]=f)\n[[ $g =~ ^(h|[[:space:]]*)$ && -n i ]] && j\n(( k <<= 2 )); l')).toBe(
      'a b c e f g h space n i j() k l()',
    )
  })

  test('a case, also with brackets that are not closed in a substitution', () => {
    expect(words('a=$(case $b in c|d) e ;; (f*) g ;& *) h ;;& esac; i) j')).toBe(
      'a case b in c d e() f g() h() esac i() j()',
    )
  })

  test('what a test of functions named test_… is given in quotes is code', () => {
    expect(words("test_it 'no code' '\n  a \"$b\" &&\n  c '\\''d'\\''\n'\ntest_it 'e'")).toBe(
      'test_it() a() b c() test_it()',
    )
  })
})

describe('here documents', () => {
  test('have code where their end is not quoted', () => {
    expect(words("a <<X <<-'Y' b\n$c $(d) it's\nX\n\t$e\n\tY\nf <<\\Z\n$g\nZ\nh <<\"I J\"\n$k\nI J\nl")).toBe(
      'a() b c d() f() h() l()',
    )
  })

  test('in substitutions, behind `;;`, and beside here strings', () => {
    expect(words('a=$(cat <<X\n) ` " \'\nX\n); b <<<"$c"; case d in e) f <<Y ;; esac\n$g\nY\nh')).toBe(
      'a cat() b() c case d in e f() esac g h()',
    )
  })

  test('with carriage returns before line ends', () => {
    expect(outline('a() {\r\n  b <<X \\\r\n    c\r\nd() {\r\nX\r\n}\r\ne() {\r\n}\r\n')).toEqual([
      '1 function a +',
      '7 function e +',
    ])
  })

  test('a shift is none', () => {
    expect(words('a=$((1<<b)); ((c<<=2)); d')).toBe('a b c d()')
  })
})
