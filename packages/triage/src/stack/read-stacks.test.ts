import { expect, test } from 'vitest'
import { readStacks, rootOf } from './read-stacks.ts'
import type { RawThrown } from './types.ts'

function show(thrown: RawThrown): string {
  const frames = thrown.frames.map(({ name = '-', path = '?', line = 0 }) => `${name}@${path}:${line}`)
  const causes = thrown.causes.map((cause) => ` <- ${show(cause)}`)
  return `${thrown.type}: ${thrown.message} [${frames.join(', ')}]${causes.join('')}`
}

const stacks: readonly (readonly [name: string, text: string, shown: readonly string[]])[] = [
  [
    'a V8 stack with a cause',
    `TypeError [ERR_X]: outer
    at total (/repo/src/cart.js:3:9)
    ... 2 lines matching cause stack trace ...
    at async /repo/src/run.mjs:8:1 {
  code: 'ERR_X',
  [cause]: Error: no disk
      at Disk.open (file:///repo/src/disk.js:9:2)
      at new Store (/repo/src/store.js:1:1)
}`,
    [
      'TypeError [ERR_X]: outer [total@/repo/src/cart.js:3, -@/repo/src/run.mjs:8] <- Error: no disk [Disk.open@file:///repo/src/disk.js:9, Store@/repo/src/store.js:1]',
    ],
  ],
  [
    'the errors of an AggregateError',
    `AggregateError: all failed
    at run (/r/a.js:1:1) {
  [errors]: [
    Error: first
        at one (/r/b.js:2:2),
    Error: second
        at two (/r/c.js:3:3)
  ]
}`,
    ['AggregateError: all failed [run@/r/a.js:1] <- Error: first [one@/r/b.js:2] <- Error: second [two@/r/c.js:3]'],
  ],
  [
    'vitest, which quotes the source below a frame',
    ` FAIL  a.test.ts > x
TypeError: no
 ❯ fail src/a.ts:7:9
      6| function fail() {
      7|   throw new TypeError('no')
       |         ^
 ❯ a.test.ts:3:1

 FAIL  a.test.ts > y
AssertionError: expected 1 to be 2
 ❯ a.test.ts:9:3`,
    ['TypeError: no [fail@src/a.ts:7, -@a.test.ts:3]', 'AssertionError: expected 1 to be 2 [-@a.test.ts:9]'],
  ],
  [
    'Python, during the handling of another',
    `Traceback (most recent call last):
  File "/r/a.py", line 1, in load
    open(x)
FileNotFoundError: [Errno 2] No such file

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/r/a.py", line 9, in <module>
    load()
RuntimeError: cannot load`,
    ['RuntimeError: cannot load [-@/r/a.py:9] <- FileNotFoundError: [Errno 2] No such file [load@/r/a.py:1]'],
  ],
  [
    'a Python exception group',
    `  + Exception Group Traceback (most recent call last):
  |   File "/r/g.py", line 2, in go
  |     raise ExceptionGroup("two", errors)
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/r/g.py", line 5, in inner
    |     raise ValueError("x")
    | ValueError: x
    +------------------------------------`,
    ['ExceptionGroup: two (2 sub-exceptions) [go@/r/g.py:2] <- ValueError: x [inner@/r/g.py:5]'],
  ],
  [
    "pytest's own form",
    `______ test_a ______

    def test_a():
>       refuse()

tests/test_a.py:4: 
_ _ _ _ _ _ _ _ _ _ _

    def refuse():
>       raise ValueError("no")
E       ValueError: no

app/a.py:9: ValueError`,
    ['ValueError: no [refuse@app/a.py:9, test_a@tests/test_a.py:4]'],
  ],
  [
    'Java with Caused by and Suppressed',
    `Exception in thread "main" shop.OrderException: cannot order
	at shop.Cart.order(Cart.java:10)
	at java.base/java.lang.Thread.run(Thread.java:1583)
	Suppressed: java.io.IOException: closed
		at shop.Cart.close(Cart.java:3)
Caused by: java.lang.NullPointerException
	at shop.Price.of(Price.java:8)
	... 1 more`,
    [
      'shop.OrderException: cannot order [Cart.order@Cart.java:10, Thread.run@Thread.java:1583] <- java.lang.NullPointerException:  [Price.of@Price.java:8]',
    ],
  ],
  [
    'a Go panic, without what recovered it',
    `panic: runtime error: index out of range [3] with length 0 [recovered]
	panic: runtime error: index out of range [3] with length 0

goroutine 6 [running]:
testing.tRunner.func1.2({0x518a00, 0xc0000180c0})
	/usr/lib/go-1.19/src/testing/testing.go:1396 +0x24e
panic({0x518a00, 0xc0000180c0})
	/usr/lib/go-1.19/src/runtime/panic.go:884 +0x212
example.test/shop.(*Cart).Total(0x0?)
	/repo/cart.go:7 +0x1a`,
    ['panic: index out of range [3] with length 0 [shop.(*Cart).Total@/repo/cart.go:7]'],
  ],
  [
    'a Rust panic with its backtrace',
    `thread 'main' (77) panicked at src/main.rs:3:38:
called \`Option::unwrap()\` on a \`None\` value
stack backtrace:
   0: rust_begin_unwind
             at /rustc/abc/library/std/src/panicking.rs:645:5
   1: core::panicking::panic_fmt
   2: shop::total::h0123456789abcdef
             at ./src/main.rs:3:38`,
    ['panic: called `Option::unwrap()` on a `None` value [shop::total@./src/main.rs:3]'],
  ],
  [
    'the chain of an anyhow error',
    `Error: cannot start

Caused by:
    0: cannot read the settings
    1: No such file or directory (os error 2)`,
    [
      'Error: cannot start [] <- Error: cannot read the settings [] <- Error: No such file or directory (os error 2) []',
    ],
  ],
  [
    'Ruby with the exception that it came from',
    `a.rb:5:in 'block in Shop#open': cannot open (Shop::Error)
	from a.rb:9:in '<main>'
a.rb:2:in 'read': no file (Errno::ENOENT)
	from a.rb:4:in 'open'`,
    ['Shop::Error: cannot open [open@a.rb:5, -@a.rb:9] <- Errno::ENOENT: no file [read@a.rb:2, open@a.rb:4]'],
  ],
  [
    'RSpec',
    `  1) Sums refuses
     Failure/Error: raise ArgumentError, "no"

     ArgumentError:
       cannot work
     # ./lib/sums.rb:7:in \`refuse'
     # ./spec/sums_spec.rb:28:in \`block (2 levels) in <top (required)>'`,
    ['ArgumentError: cannot work [refuse@./lib/sums.rb:7, -@./spec/sums_spec.rb:28]'],
  ],
]

test.each(stacks)('reads %s', (_name, text, shown) => {
  expect(readStacks(text.split('\n')).map((thrown) => show(thrown))).toEqual(shown)
})

test('the root of a chain is where it began', () => {
  const [thrown] = readStacks(stacks[0]?.[1].split('\n') ?? [])
  expect(thrown === undefined ? undefined : rootOf(thrown).message).toBe('no disk')
})

test('prose, hostile lines and half a stack are no stack, and take no time', () => {
  const hostile = ['at '.repeat(50_000), '('.repeat(100_000), `Error: ${'a'.repeat(100_000)}`, 'E   '.repeat(30_000)]
  expect(readStacks(['Error handling: see the manual', '', 'we met at noon', ...hostile])).toEqual([])
})
