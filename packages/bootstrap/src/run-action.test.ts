import { expect, test } from 'vitest'
import { networkFault } from './run-action.ts'

test.each([
  [
    "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(': Failed to establish a new connection: [Errno -2] Name or service not known')': /simple/six/\nERROR: No matching distribution found for six==1.0",
    'where it fetches from',
  ],
  [
    'Unable to download data from https://rubygems.org/ - SocketError: Failed to open TCP connection to rubygems.org:443 (getaddrinfo: Name or service not known)',
    'rubygems.org',
  ],
  [
    'npm error errno ENOTFOUND\nnpm error network request to https://registry.npmjs.org/x failed',
    'where it fetches from',
  ],
  ['npm error request failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org', 'registry.npmjs.org'],
  ['dial tcp: lookup proxy.golang.org on 8.8.8.8:53: no such host', 'proxy.golang.org'],
])('%s', (text, host) => {
  expect(networkFault(text)).toBe(`no network to ${host}: environment, not code, and no version or pin is at fault`)
})

test('an output that says nothing of the network', () => {
  expect(networkFault('ERROR: No matching distribution found for six==999')).toBeUndefined()
  expect(networkFault('error: src/dns.ts(3,1): TS2322')).toBeUndefined()
})
