import { describe } from 'vitest'
import { testFixtures } from './fixture-table.ts'

describe('real output of Go, Rust, C and Java', () => {
  testFixtures(`
elixir-compile: 1
  elixir diagnostic: lib/shop.ex:2 CompileError: undefined function m/0 (expected Shop to define such a function or for it to be imported, but none are available)
elixir-syntax: 1
  elixir diagnostic: lib/shop.ex:3:1 SyntaxError: syntax error before: end. "end" is a reserved word in Elixir and therefore its usage is limited. For instance, it can't be used as a variable or be defined nor invoked as a regular function
exunit-fail: 2, tests 1/2/1/4
  exunit test: test/shop_test.exs:5 {ShopTest price doubles} Assertion with == failed: left 4, right 5
  exunit test: lib/shop.ex:3 {ShopTest refusal raises} ArgumentError: cannot sell that
asan: 1
  AddressSanitizer crash: a.c:2 heap-use-after-free
cargo-bad-manifest: 1
  rustc diagnostic: Cargo.toml:1:9 unclosed table, expected \`]\`
cargo-build-short: 2
  rustc diagnostic: src/main.rs:15:20 E0425: cannot find value \`missing_name\` in this scope: not found in this scope
  rustc diagnostic: src/main.rs:8:5 E0308: mismatched types: expected \`String\`, found \`u32\`
cargo-build: 2
  rustc diagnostic: src/main.rs:15:20 E0425: cannot find value \`missing_name\` in this scope: not found in this scope
  rustc diagnostic: src/main.rs:8:5 E0308: mismatched types: expected \`String\`, found \`u32\`
cargo-clippy-warn: 0
cargo-clippy: 5
  rustc diagnostic: src/main.rs:11:5 clippy::needless_return: unneeded \`return\` statement
  rustc diagnostic: src/main.rs:4:14 clippy::needless_range_loop: the loop variable \`i\` is only used to index \`values\`
  rustc diagnostic: src/main.rs:5:9 clippy::assign_op_pattern: manual implementation of an assign operation
cargo-deps: 1
  cargo command: - no matching package named \`nothing-at-all-here\` found
cargo-fmt: 1
  rustfmt format: src/main.rs:1 not formatted
cargo-no-manifest: 1
  cargo command: - could not find \`Cargo.toml\` in \`/repo\` or any parent directory
cargo-offline: 1
  cargo command: - failed to get \`rustc-std-workspace-core\` as a dependency of package \`memchr v2.8.3 (/repo)\`: [6] Could not resolve hostname (Could not resolve host: index.crates.io)
cargo-ok: 0, tests 1/0/0/1
cargo-run-panic: 1
  rust crash: src/main.rs:3:38 panic: called \`Option::unwrap()\` on a \`None\` value
cargo-test-compile: 1
  rustc diagnostic: src/lib.rs:2:10 E0425: cannot find function \`missing\` in this scope: not found in this scope
cargo-test-nocapture: 4, tests 1/4/1/6
  cargo test test: src/lib.rs:20:9 {tests::adds} assertion \`left == right\` failed: sum of the two (left: 3, right: 4)
  cargo test test: src/lib.rs:42:8 {tests::does_not_panic} test did not panic as expected
  cargo test test: src/lib.rs:33:15 {tests::unwraps} called \`Option::unwrap()\` on a \`None\` value
cargo-test: 6, tests 1/6/1/8
  cargo test test: src/lib.rs:20:9 {tests::adds} assertion \`left == right\` failed: sum of the two (left: 3, right: 4)
  cargo test test: src/lib.rs:42:8 {tests::does_not_panic} test did not panic as expected
  cargo test test: src/lib.rs:33:15 {tests::unwraps} called \`Option::unwrap()\` on a \`None\` value
clang-fail: 3
  gcc diagnostic: main.c:6:18 no member named 'count' in 'struct cart'
  gcc diagnostic: main.c:11:20 use of undeclared identifier 'missing_name'
  gcc diagnostic: main.c:12:20 expected ';' after expression
cmake-configure: 1
  cmake diagnostic: CMakeLists.txt:3 By not providing "FindNothing.cmake" in CMAKE_MODULE_PATH this project has asked CMake to find a package configuration file provided by "Nothing", but CMake did not find one.
gcc-fail: 3
  gcc diagnostic: main.c:6:16 ‘struct cart’ has no member named ‘count’
  gcc diagnostic: main.c:11:20 ‘missing_name’ undeclared (first use in this function)
  gcc diagnostic: main.c:12:20 expected ‘;’ before ‘return’
gcc-include: 1
  gcc diagnostic: cart.c:2:10 absent.h: No such file or directory
gcc-link: 1
  ld diagnostic: main.c undefined reference to \`helper'
gcc-warn-ok: 0
gcc-werror: 1
  gcc diagnostic: warn.c:1:22 unused variable ‘unused’ [-Wunused-variable]
go-build: 4
  go diagnostic: main.go:5:2 imported and not used: "os"
  go diagnostic: main.go:9:18 cannot use "three" (untyped string constant) as int value in variable declaration
  go diagnostic: main.go:10:14 undefined: undefinedName
go-cycle: 1
  go diagnostic: - import cycle not allowed: ex.test/m/a -> ex.test/m/b -> ex.test/m/a
go-module: 2
  go diagnostic: load.go:4:2 cannot find module providing package example.test/absent: module lookup disabled by GOPROXY=off
  go diagnostic: load.go:5:2 cannot find module providing package github.com/nobody/nothing: module lookup disabled by GOPROXY=off
go-no-module: 1
  go command: - no required module provides package github.com/pkg/errors: go.mod file not found in current directory or any parent directory; see 'go help modules'
go-ok-plain: 0
go-ok: 0, tests 1/0/0/1
go-run-panic: 1
  go crash: main.go:12 panic: assignment to entry in nil map
go-test-json: 2, tests 2/3/1/6
  go test test: calc_test.go:10 {TestSum} Sum([1 2]) = 3, want 4
  go test test: calc_test.go:18 {TestTable/two} case two is wrong: got 1 want 2
go-test-panic: 1
  go test test: race/race_test.go:7 {TestPanics} panic: runtime error: index out of range [3] with length 0
go-test-timeout: 1
  go test test: a_test.go:9 {TestSlow} panic: test timed out after 1s
go-test-v: 2, tests 2/3/1/6
  go test test: calc_test.go:10 {TestSum} Sum([1 2]) = 3, want 4
  go test test: calc_test.go:18 {TestTable/two} case two is wrong: got 1 want 2
go-test: 4
  go diagnostic: broken/broken_test.go:6:2 undefined: missing
  go test test: calc_test.go:10 {TestSum} Sum([1 2]) = 3, want 4
  go test test: calc_test.go:18 {TestTable/two} case two is wrong: got 1 want 2
go-vet: 1
  go diagnostic: main.go:6:2 fmt.Printf format %d has arg "text" of wrong type string
gofmt-list: 1
  gofmt format: ugly.go not formatted
gpp-fail: 3
  gcc diagnostic: a.cpp:3:36 ‘class std::vector<int>’ has no member named ‘push_bck’; did you mean ‘push_back’?
  gcc diagnostic: a.cpp:3:65 conversion from ‘int’ to non-scalar type ‘std::string’ {aka ‘std::__cxx11::basic_string<char>’} requested
  gcc diagnostic: a.cpp:3:75 cannot convert ‘std::vector<int>’ to ‘int’ in return
gradle-compile: 1
  javac diagnostic: src/main/java/shop/Sums.java:5 incompatible types: String cannot be converted to int
gradle-test: 2, tests 1/2/1/4
  gradle test: SumsTest.java:7 {shop.SumsTest.adds} AssertionError
  gradle test: SumsTest.java:9 {shop.SumsTest.refuses} IllegalStateException
java-no-class: 1
  java command: - Could not find or load main class Nothing
java-stack: 1
  java crash: Main.java:8 Main$ShopException: cannot work: no reason (cause: java.lang.NullPointerException: Cannot invoke "Object.toString()" because "<local1>" is null)
javac-fail: 3
  javac diagnostic: src/shop/Cart.java:4 package nowhere does not exist
  javac diagnostic: src/shop/Cart.java:8 incompatible types: int cannot be converted to String
  javac diagnostic: src/shop/Cart.java:9 cannot find symbol (symbol: variable undefinedName, location: class Cart)
make-check: 1
  make command: Makefile:9 check: Error 1
make-command: 1
  make command: - nosuchprogram: No such file or directory
make-compile: 3
  gcc diagnostic: src/main.c:6:16 ‘struct cart’ has no member named ‘count’
  gcc diagnostic: src/main.c:11:20 ‘missing_name’ undeclared (first use in this function)
  gcc diagnostic: src/main.c:12:20 expected ‘;’ before ‘return’
make-no-rule: 1
  make command: - No rule to make target 'nothing'
make-sub: 1
  gcc command: - missing.c: No such file or directory
make-syntax: 1
  make command: - No targets specified and no makefile found
maven-compile: 1
  maven diagnostic: src/main/java/shop/Sums.java:5:19 incompatible types: java.lang.String cannot be converted to int
maven-deps: 1
  maven install: - Failed to execute goal on project shop: Could not resolve dependencies for project test.example:shop:jar:1.0: Cannot access central (https://registry.example/maven2) in offline mode and the artifact junit:nothing-here:jar:9 has not been downloaded from it before.
maven-no-pom: 1
  maven command: - The goal you specified requires a project to execute but there is no POM in this directory (/repo). Please verify you invoked Maven from the correct directory.
maven-ok: 0, tests 1/0/1/2
maven-test: 2, tests 1/2/1/4
  maven test: SumsTest.java:7 {shop.SumsTest.adds} AssertionError: sum of the two expected:<4> but was:<3>
  maven test: SumsTest.java:9 {shop.SumsTest.refuses} IllegalStateException: cannot work: no reason
`)
})
