import { describe, expect, test } from 'vitest'
import { maskSecrets } from './mask-secrets.ts'

/** Put together here, so that no scanner takes this file for a leak. */
const fill = (prefix: string, length: number): string => `${prefix}${'aB3'.repeat(length).slice(0, length)}`

describe('what is masked', () => {
  test.each([
    ['a GitHub token', `using ${fill('ghp_', 36)} now`, 'using *** now'],
    ['a fine-grained GitHub token', fill('github_pat_', 40), '***'],
    ['a GitLab token', fill('glpat-', 20), '***'],
    ['an npm token', fill('npm_', 36), '***'],
    ['a PyPI token', fill('pypi-', 40), '***'],
    ['a Slack token', fill('xoxb-', 30), '***'],
    ['a Stripe key', fill('sk_live_', 24), '***'],
    ['a model provider key', fill('sk-ant-', 40), '***'],
    ['a Google key', fill('AIza', 35), '***'],
    ['an AWS key id', `id=AKIA${'A1B2'.repeat(4)}`, 'id=***'],
    ['an AWS secret', 'AWS_SECRET_ACCESS_KEY=abc/def+ghi', 'AWS_SECRET_ACCESS_KEY=***'],
    ['a JSON web token', `jwt ${fill('eyJ', 12)}.${fill('eyJ', 20)}.${fill('', 20)}`, 'jwt ***'],
    ['a password in a URL', 'postgres://shop:hunter2@db:5432/shop', 'postgres://shop:***@db:5432/shop'],
    ['a token as the user of a URL', `https://${fill('', 20)}@host/a.git`, 'https://***@host/a.git'],
    ['a bearer header', 'Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['a basic header in JSON', '"authorization": "Basic dXNlcjpwYXNz"', '"authorization": "Basic ***"'],
    ['a bearer token without header', `curl -H 'bearer ${fill('', 24)}'`, "curl -H 'bearer ***'"],
    ['a cookie', 'Cookie: session=abc123; theme=dark', 'Cookie: session=***; theme=dark'],
    ['a user option', 'curl -u user:hunter2 host', 'curl -u user:*** host'],
    ['an environment variable', 'NPM_TOKEN=abc NODE_ENV=test', 'NPM_TOKEN=*** NODE_ENV=test'],
    ['a quoted variable', `export DB_PASSWORD="two words"`, 'export DB_PASSWORD="***"'],
    ['a variable as CI prints it', '  DEPLOY_TOKEN: abcdef123', '  DEPLOY_TOKEN: ***'],
    ['an option', '--api-key=abc123 --port=3', '--api-key=*** --port=3'],
    ['an option with a blank', '--token abc123def', '--token ***'],
    ['a query parameter', 'GET /a?access_token=abc&b=1', 'GET /a?access_token=***&b=1'],
    ['a JSON value', '{"password": "hunter2", "port": 3}', '{"password": "***", "port": 3}'],
    ['an assignment in code', "const clientSecret = 's3cr3t-value'", "const clientSecret = '***'"],
    ['a connection string', 'Server=db;Password=hunter2;Timeout=3', 'Server=db;Password=***;Timeout=3'],
  ])('%s', (_, text, masked) => {
    expect(maskSecrets(text)).toBe(masked)
  })

  test('a private key block, whatever surrounds it', () => {
    const block = [
      '-----BEGIN RSA PRIVATE KEY-----',
      fill('MII', 61),
      fill('', 64),
      'aB3=',
      '-----END RSA PRIVATE KEY-----',
    ]
    expect(maskSecrets(`before\n${block.join('\n')}\nafter`)).toBe('before\n-----PRIVATE KEY ***-----\nafter')
    expect(maskSecrets(`{"key":"${block.join('\\n')}"}`)).toBe('{"key":"-----PRIVATE KEY ***-----"}')
  })
  test('a private key block that was cut off, and no more than the block', () => {
    const text = `-----BEGIN PRIVATE KEY-----\n${fill('', 64)}\nsrc/a.ts:3:5 - error TS2322: no`
    expect(maskSecrets(text)).toBe('-----PRIVATE KEY ***-----\nsrc/a.ts:3:5 - error TS2322: no')
  })
  test('masking twice changes nothing', () => {
    const once = maskSecrets('NPM_TOKEN=abc postgres://a:b@c "password": "hunter2"')
    expect(maskSecrets(once)).toBe(once)
  })
})

describe('what stays', () => {
  test.each([
    'src/token.ts:3:5 - error TS2322: no',
    'SyntaxError: Unexpected token = in JSON at position 3',
    "SyntaxError: Unexpected token '='",
    'interface Login { readonly password: string }',
    "Property 'password' is missing in type '{ token: string; }'",
    'expected token: ";"',
    'NPM_TOKEN=$NPM_TOKEN',
    'NPM_TOKEN=${{ secrets.NPM_TOKEN }}',
    'API_KEY=<your key>',
    'password=null token=undefined',
    'the bearer token is missing',
    'npm error --token is required',
    'MAX_TOKENS=4096',
    'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
    'https://github.com/a/b.git',
    'git@github.com:a/b.git',
    'http://127.0.0.1:4873/left-pad',
    'at login (file:///repo/src/password.ts:12:3)',
    'tests/test_token.py::test_secret - assert 3 == 4',
    'AUTH=none',
    'sk-learn is a library',
    'task_tokens: 3',
  ])('%s', (text) => {
    expect(maskSecrets(text)).toBe(text)
  })
})
