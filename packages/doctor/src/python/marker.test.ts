import { expect, test } from 'vitest'
import { evaluateMarker } from './marker.ts'

const variables = {
  python_version: '3.11',
  python_full_version: '3.11.7',
  sys_platform: 'linux',
  platform_system: 'Linux',
  implementation_name: 'cpython',
}

test.each([
  ['python_version < "3.9"', false],
  ['python_version >= "3.9"', true],
  ["python_full_version == '3.11.*'", true],
  ["python_full_version != '3.11.*'", false],
  ["sys_platform == 'win32' or platform_system == 'Linux'", true],
  ["sys_platform == 'linux' and python_version < '3'", false],
  ['(sys_platform == "darwin" or sys_platform == "linux") and implementation_name == "cpython"', true],
  ['sys_platform in "linux darwin"', true],
  ['sys_platform not in "linux darwin"', false],
  ['extra == "dev"', false],
])('%s is %s', (marker, expected) => {
  expect(evaluateMarker(marker, variables)).toBe(expected)
})

test.each(['', 'python_version', 'os_flavour == "x"', 'python_version < "3" nonsense', '(python_version < "3"'])(
  '%j is not understood',
  (marker) => {
    expect(evaluateMarker(marker, variables)).toBeUndefined()
  },
)
