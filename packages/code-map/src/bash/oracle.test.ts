import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { read } from './testing.ts'

const SCRIPTS = [
  String.raw`
# no1() { :; }
a1() { echo "no2() { :; } # $(b1() { :; }; b1 "$(c1 () { :; })")"; }
function a2 { : ; } # no3() {
function a3 () ( case x in (y) d1() { :; } ;; z|"w") : ;; esac )
a-4.b:c+d@e () { :; } 2>/dev/null </dev/null
a5()
# comment

{ echo 'no4() { :; }' $'no5() { \' }' "\"no6() {"; }`,
  String.raw`
a1() for x in "$@"; do b1() { :; }; done
a2() until [[ $x =~ ^(no1\(\)|[[:space:]]]*)$ || ( -n a && b < c ) ]]; do :; done
a3() (( x = (1 << 2) | 16#ff ))
a4() select x in no2; do break; done
a5() if { true; }; then :; elif ! false; then :; else :; fi
a6() case $1 in no3) :;& no4() :;;& @(x|y)*) : ;; (esac) : ;; esac
a7() while read -r x; do :; done < <(b2() { :; })`.replace('no4() :', 'no4) :'),
  String.raw`
a1() {
  cat <<X <<-'Y' <<\Z "$(cat <<W
no1() { :; }
W
)"
no2() { :; } $(b1 x) it's "
X
	no3() { :; } $(no4() { :; }
	Y
Z
  x=$(cat <<"V W"
)" no5() {
V W
  ); cat <<<"no6() { :; }" && b2() { :; }
}
a2() { echo $# $((1 + $#)) §{#x} §{x#y} "§{x##*\"}" §{x//a/b} "§{x:-$(c1() { :; }; c1 "$y")}" §{x:1:2} §{!x} §{x[@]/#/no}; }
a3() { x=(a # no7() {
  [b c]=d e#f); x[1 + 2]=3; x+=("$@"); echo {a,b}{1..3} a#b \# \" \\; }
a4() { echo "\$(no8() { :; })" \
  b\
c; } ; a5() { :; }`,
  String.raw`
if true; then
  a1() { a2() { a3() { :; }; }; a4() { :; }; }
else
  function a5
  {
    ( a6() { :; } ) & { a7() { :; }; } | cat || ! a8() { :; }
  }
fi
[ -n "$x" ] && a9 () { echo } {; echo function no1; } || echo function no2
x="$(echo "$(echo "§{y:-"$(no3 "()" {)"}")")"
time b2() { :; }
for ((i = 0; i < 3; i++)); do b3() { :; }; done; for i do b4() { :; }; done`,
]

/** The functions that bash finds in a script without running it; undefined where there is no bash. */
function declaredByBash(script: string): string[] | undefined {
  const input = `shopt -s extglob\nf__() {\n${script}\n}\ndeclare -f f__`
  const { error, stdout, stderr } = spawnSync('bash', ['--norc', '-O', 'extglob'], { input, encoding: 'utf8' })
  if (error !== undefined) return undefined
  if (stderr !== '') throw new Error(stderr)
  return [...stdout.matchAll(/(?:^|[({;&|!"]|time) *function (\S+) \(\)/gm)].map(([, name = '']) => name).sort()
}

test('the functions that bash finds, and no others', ({ skip }) => {
  // `§` stands for the dollar that would be one of a template.
  for (const script of SCRIPTS.map((text) => text.replaceAll('§', '$'))) {
    const expected = declaredByBash(script)
    if (expected === undefined) return skip('bash is not installed')
    const { symbols, problemLine } = read(script)
    const found = symbols.filter(({ kind }) => kind === 'function').map(({ name }) => name)
    expect(found.sort()).toEqual(expected)
    expect(expected.length).toBeGreaterThan(0)
    expect(problemLine).toBeUndefined()
  }
})
