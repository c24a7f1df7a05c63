/**
 * As code-map-members, for C and C++, by libclang (Debian's python3-clang-14 and libclang1-14). What depends on the argument of a template, and code that is
 * not compiled, is not judged. Of what a macro stands for libclang tells the line alone: a name of that line may be taken for it (all that is missed in lua).
 * Measured with 60 members: leveldb, ninja, yaml-cpp, pugixml, snappy, zstd and libuv precision 1.00 and recall 0.99 to 1.00, jq 1.00 and 0.98, redis 1.00 and
 * 0.96, lua 1.00 and 0.96; at first sight fmt 1.00 and 0.99, spdlog 1.00 and 0.93 (names that stand for one library or another), googletest 1.00 and 0.68, and
 * 1.00 since tests have the members of their fixture.
 * Usage: node bench/code-map-c-members.mjs MEMBERS ROOT ARGUMENT_OF_CLANG …
 */
import path from 'node:path'
import { measureMembers, run } from './support/members.mjs'

const [count = '80', root = '.', ...args] = process.argv.slice(2)
const oracle = path.join(import.meta.dirname, 'support/c_members.py')
measureMembers(run('/usr/bin/python3', [oracle, root, ...args]), { root, count: Number(count), knowsAll: false })
