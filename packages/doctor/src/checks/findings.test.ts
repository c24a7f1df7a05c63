import { createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { prints, World } from '../testing.ts'

/** A server of this machine that answers each client so; its port. */
async function listen(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    answer(socket)
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A port on which nothing listens: it was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('service', () => {
  const greetings: readonly (readonly [string, string | Buffer])[] = [
    ['redis', '+PONG\r\n'],
    ['postgres', 'N'],
    ['amqp', 'AMQP\0\0\u0009\u0001'],
    ['mysql', Buffer.from([1, 0, 0, 0, 10, 0])],
  ]
  test.each(greetings)('%s answers in its own protocol', async (scheme, hello) => {
    const port = await listen((socket) => {
      if (scheme === 'mysql') socket.write(hello)
      else socket.once('data', () => socket.write(hello))
    })
    const world = await World.create({ files: { '.env': `URL=${scheme}://localhost:${port}/0\n` } })
    expect(await world.check(`service.${scheme}`)).toMatchObject({
      state: 'ok',
      message: `port ${port} answers as ${scheme}`,
    })
  })

  test('nothing listens, as a compose file and a configuration name it', async () => {
    const port = await freePort()
    const world = await World.create({
      files: {
        'compose.yaml': `services:\n  broker:\n    image: rabbitmq\n    ports: ["${port}:5672"]\n`,
        'celeryconfig.py': `broker_url = 'amqp://guest@127.0.0.1:${port}//'\n`,
      },
    })
    expect(await world.check('service.broker')).toMatchObject({
      state: 'warn',
      message: `nothing listens on port ${port}`,
      evidence: [{ file: 'compose.yaml' }, { file: 'celeryconfig.py', line: 1 }],
      fix: `ask the user to start broker on port ${port}`,
      isEnvironment: true,
    })
  })

  test('something else listens', async () => {
    const port = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const world = await World.create({ files: { '.env': `REDIS_URL=redis://localhost:${port}\n` } })
    expect((await world.check('service.redis')).message).toMatch(/is held by .*, which does not answer as redis$/)
  })

  test('a sample, a comment, another host and a source ask for nothing', async () => {
    const world = await World.create({
      files: {
        '.env.example': 'A=redis://localhost:1\n',
        '.env': '# B=redis://localhost:1\nC=redis://cache.example.org:1\n',
        'a.py': 'URL = "redis://localhost:1"\n',
      },
    })
    const { checks } = await world.doctor({ only: ['service'] })
    expect(checks).toEqual([])
  })
})

describe('port', () => {
  test('in use by a process of somebody else: it is named', async () => {
    const port = await listen(() => undefined)
    const world = await World.create({ files: { Procfile: `web: serve --port ${port}\n` } })
    const check = await world.check(`port.${port}`)
    expect(check).toMatchObject({ state: 'warn', evidence: [{ file: 'Procfile', line: 1 }] })
    expect(check.message).toContain(`(pid ${process.pid})`)
  })

  test('free', async () => {
    const port = await freePort()
    const world = await World.create({ files: { Procfile: `web: serve --port ${port}\n` } })
    expect(await world.check(`port.${port}`)).toMatchObject({ state: 'ok' })
  })

  test('honcho sets PORT, so what stands behind :- does not count', async () => {
    const port = await freePort()
    const files = {
      Procfile: `web: uvicorn app:app --port \${PORT:-${port}}\n`,
      'requirements.txt': 'honcho==1.1.0\n',
      '.env': `API=http://localhost:${port}\n`,
      'app.py': '',
    }
    const world = await World.create({ files })
    expect(await world.check('port.agreement')).toMatchObject({
      state: 'warn',
      message: `honcho sets PORT to 5000, so web does not listen on ${port}, and API names port ${port}`,
      fix: `honcho start --port ${port}`,
      isEnvironment: false,
    })
    world.write({ '.env': `PORT=${port}\n` })
    expect(await world.check('port.agreement')).toMatchObject({ state: 'ok' })
  })
})

test('localhost in a container is the container itself', async () => {
  const compose = (url: string): string =>
    `services:\n  db:\n    image: postgres\n    ports: ["5433:5432"]\n  api:\n    build: .\n    environment:\n      DATABASE_URL: ${url}\n`
  const world = await World.create({ files: { 'compose.yaml': compose('postgres://u@localhost:5433/a') } })
  expect(await world.check('compose.localhost')).toMatchObject({
    state: 'warn',
    message: 'DATABASE_URL of api names localhost:5433, which inside its container is not db; its address there is db',
    evidence: [{ file: 'compose.yaml', line: 8 }],
  })
  world.write({ 'compose.yaml': compose('postgres://u@db:5432/a') })
  expect((await world.doctor({ only: ['compose'] })).checks).toEqual([])
  // What a file says is said to the container, too; what the compose file itself says of the same name stands above it.
  const withFile = compose('x').replace('environment:\n      DATABASE_URL: x', 'env_file: ./app.env')
  world.write({ 'compose.yaml': withFile, 'app.env': 'A=1\nREDIS="redis://127.0.0.1:5432/0"\n' })
  expect(await world.check('compose.localhost')).toMatchObject({
    message: expect.stringMatching(/^REDIS of api/),
    evidence: [{ file: 'app.env', line: 2 }],
  })
  for (const right of [
    withFile.replace('app.env\n', 'app.env\n    environment: ["REDIS=redis://db:5432/0"]\n'),
    withFile.replace('build: .', 'build: .\n    network_mode: host'),
    compose('x').replace('DATABASE_URL: x', 'CORS_ORIGINS: http://localhost:5433'),
  ]) {
    world.write({ 'compose.yaml': right })
    expect((await world.doctor({ only: ['compose'] })).checks).toEqual([])
  }
})

describe('version', () => {
  const manifest = { engines: { node: '>=20' } }
  test('the image has another one than the code asks for', async () => {
    const image = 'ARG NODE=18\nFROM node:${NODE}-alpine\n'
    const world = await World.create({ files: { 'package.json': manifest, Dockerfile: image } })
    expect(await world.check('version.node')).toMatchObject({
      state: 'warn',
      message: 'Dockerfile has node 18, and engines asks for >=20',
      isEnvironment: false,
    })
  })

  test('CI contradicts the pin', async () => {
    const files = { '.nvmrc': '22\n', '.github/workflows/ci.yml': 'jobs:\n  a:\n    node-version: 18\n' }
    expect((await (await World.create({ files })).check('version.node')).message).toBe(
      'CI has node 18, and .nvmrc selects 22',
    )
  })

  test('a runner with a line of versions fits the line', async () => {
    const files = { 'go.mod': 'module a\n\ngo 1.23\n', '.github/workflows/ci.yml': 'jobs:\n  go-version: 1.23.x\n' }
    expect((await (await World.create({ files })).doctor({ only: ['version'] })).checks).toEqual([])
  })

  test('a matrix with a version that fits, and images that fit, are silent', async () => {
    const files = {
      'package.json': manifest,
      Dockerfile: 'FROM node:22.1-slim AS build\nFROM nginx:1\n',
      '.github/workflows/ci.yml': 'jobs:\n  a:\n    node: [18, 20]\n',
      '.github/workflows/other.yml': 'jobs:\n  a:\n    node-version: 22.x\n',
    }
    expect((await (await World.create({ files })).doctor({ only: ['version'] })).checks).toEqual([])
  })
})

describe('env', () => {
  const sample = 'PORT=3000\nOPENAI_API_KEY=your-key\nREGION=\n'
  test('secrets are asked of the user', async () => {
    const world = await World.create({ files: { '.env.example': sample } })
    expect(await world.check('env..env')).toMatchObject({
      state: 'warn',
      message: '.env is not there, and 2 variables of .env.example not set: OPENAI_API_KEY, REGION',
      fix: 'ask the user for OPENAI_API_KEY',
    })
  })

  test('set in the file or in the environment: well', async () => {
    const world = await World.create({ files: { '.env.example': sample, '.env': 'PORT=1\nREGION=x\n' } })
    const env = { ...world.environment(), OPENAI_API_KEY: 'k' }
    expect(await world.check('env..env', { env })).toMatchObject({ state: 'ok' })
  })

  test('a secret that a module needs to be imported', async () => {
    const line = 'client = OpenAI(api_key=os.environ.get("OPENAI_API_KEY"))\n'
    const world = await World.create({ files: { 'app.py': `import os\n${line}` } })
    expect(await world.check('env.import')).toMatchObject({
      state: 'warn',
      evidence: [{ file: 'app.py', line: 2 }],
      fix: 'ask the user for OPENAI_API_KEY',
    })
    world.write({ 'app.py': 'client = AsyncOpenAI()\n' })
    expect(await world.check('env.import')).toMatchObject({ state: 'warn', fix: 'ask the user for OPENAI_API_KEY' })
    world.write({ 'app.py': `import os\ndef make():\n    ${line}KEY = os.environ.get("OPENAI_API_KEY")\n` })
    expect(await world.check('env.import')).toMatchObject({ state: 'ok' })
  })
})

test.each([
  ['const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY })', 'warn'],
  ["export const stripe = new Stripe(process.env['STRIPE_SECRET_KEY'])", 'warn'],
  ["if (!process.env.OPENAI_API_KEY) throw new Error('no key')", 'warn'],
  ['  const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY })', 'ok'],
  ['const key = process.env.OPENAI_API_KEY', 'ok'],
])('a module of JavaScript that needs a secret to be imported: %s', async (line, state) => {
  const world = await World.create({
    files: { 'package.json': { dependencies: { openai: '4' } }, 'src/a.ts': `${line}\n` },
  })
  expect(await world.check('env.import')).toMatchObject({ state })
})

describe('dependencies', () => {
  test('a requirement that no version meets', async () => {
    const world = await World.create({
      files: { 'requirements.txt': 'httpx==0.25.0\nhttpx>=0.27.0\nsix\nsix\n', 'a.py': '' },
    })
    const { checks } = await world.doctor({ only: ['dependencies.repeated'] })
    expect(checks).toMatchObject([{ id: 'dependencies.repeated:httpx', state: 'fail', isEnvironment: false }])
  })

  test('what a part of a framework needs, and nothing brings', async () => {
    const files = { 'requirements.txt': 'fastapi\n', 'app.py': 'from fastapi import FastAPI, Form\n' }
    const world = await World.create({ files })
    expect(await world.check('dependencies.optional')).toMatchObject({
      state: 'fail',
      message: 'python-multipart for Form of fastapi, and no requirement asks for it',
      evidence: [{ file: 'app.py', line: 1 }],
    })
    world.write({ 'requirements.txt': 'fastapi\npython-multipart\n' })
    expect(await world.check('dependencies.optional')).toMatchObject({ state: 'ok' })
  })

  test('pins for other platforms are no repetition', async () => {
    const text = 'a==1; sys_platform == "win32"\na==2; sys_platform != "win32"\n'
    const world = await World.create({ files: { 'requirements.txt': text, 'a.py': '' } })
    expect(await world.check('dependencies.repeated:a')).toMatchObject({ state: 'skip' })
  })

  test('an interpreter that is newer than the wheels of a pin', async () => {
    const files = { 'requirements.txt': 'pydantic==2.4.2\naiohttp==3.9.1\nnumpy==2.1.0\n', 'a.py': '' }
    const world = await World.create({ files, programs: { python3: prints('Python 3.13.1') } })
    expect(await world.check('dependencies.wheels')).toMatchObject({
      state: 'warn',
      message:
        'Python 3.13 is newer than the wheels of pydantic 2.4.2 (from 2.8.0 on), aiohttp 3.9.1 (from 3.10.11 on): pip would compile them',
    })
    const older = await World.create({ files, programs: { python3: prints('Python 3.12.1') } })
    expect(await older.check('dependencies.wheels')).toMatchObject({ state: 'ok' })
  })

  test('install scripts that pnpm left out', async () => {
    const files = {
      'package.json': { dependencies: { sharp: '1' } },
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
      'node_modules/.modules.yaml': '{\n  "ignoredBuilds": [\n    "sharp@1.0.0"\n  ],\n  "layoutVersion": 5\n}',
    }
    const world = await World.create({ files })
    expect(await world.check('dependencies.builds')).toMatchObject({ state: 'warn', facts: { packages: ['sharp'] } })
    world.write({ 'pnpm-workspace.yaml': 'onlyBuiltDependencies:\n  - sharp\npackages: []\n' })
    expect(await world.check('dependencies.builds')).toMatchObject({ state: 'warn', fix: 'pnpm rebuild sharp' })
    for (const refusal of ['allowBuilds:\n  sharp: false\n', "ignoredBuiltDependencies: ['sharp']\n"]) {
      world.write({ 'pnpm-workspace.yaml': refusal })
      expect(await world.check('dependencies.builds')).toMatchObject({ state: 'ok' })
    }
    world.write({ 'pnpm-workspace.yaml': '', 'node_modules/.modules.yaml': '{"ignoredBuilds": []}' })
    expect(await world.check('dependencies.builds')).toMatchObject({ state: 'ok' })
  })
})

describe('checks of the repository itself', () => {
  test('with the field names of mise, from either file', async () => {
    const world = await World.create({
      files: {
        'groundcrew.json':
          '{ "checks": { "vpn": { "run": "exit 3", "description": "the VPN", "hint": "ask the user to connect" } } }',
        'mise.toml':
          '[doctor.checks.probe]\nrun = "no-such-program"\n[doctor.checks.mac]\nrun = "false"\nos = ["macos"]\n[doctor.checks.well]\nrun = "true"\n',
      },
    })
    const { checks } = await world.doctor({ only: ['check'] })
    expect(checks.map(({ id, state }) => [id, state])).toEqual([
      ['check.mac', process.platform === 'darwin' ? 'fail' : 'skip'],
      ['check.probe', 'unknown'],
      ['check.vpn', 'fail'],
      ['check.well', 'ok'],
    ])
    expect(checks[2]).toMatchObject({ message: 'the VPN: exit 3', fix: 'ask the user to connect' })
  })
})

test('git hooks that are configured and not installed', async () => {
  const world = await World.create({ files: { 'lefthook.yml': 'pre-commit: {}\n' }, git: true })
  expect(await world.check('git.hooks')).toMatchObject({ state: 'warn', fix: 'bootstrap --hooks' })
  world.write({ '.git/hooks/pre-commit': 'exec lefthook run pre-commit\n' })
  expect(await world.check('git.hooks')).toMatchObject({ state: 'ok' })
})

test('files of git LFS that are still pointers', async () => {
  const world = await World.create({
    files: {
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'a.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
    },
    git: true,
  })
  // Whether git is set up for git LFS on this machine or not.
  for (const setting of ['clean', 'process', 'smudge']) world.git('config', `filter.lfs.${setting}`, '')
  world.git('config', 'filter.lfs.required', 'false')
  world.git('add', '.')
  expect(await world.check('git.large-files')).toMatchObject({
    state: 'warn',
    message: '1 of 1 file of git LFS not fetched: a.bin',
  })
  world.git('config', 'filter.lfs.process', 'git-lfs filter-process')
  world.git('config', 'filter.lfs.required', 'true')
  const check = await world.check('git.large-files')
  expect(check).toMatchObject({ state: 'fail', message: expect.stringContaining('git-lfs, which is not on PATH') })
})
