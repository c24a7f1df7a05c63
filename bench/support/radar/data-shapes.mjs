/** Data and configuration: what the two sides add to it. Readers of the formats tell whether a key, number or route is there twice. */

/** @typedef {import('./make-pair.mjs').DataShape} DataShape */

const json =
  '{\n  "name": "x",\n  "low": 1,\n  "mid": 2,\n  "nested": {\n    "one": 1,\n    "two": 2,\n    "three": 3\n  },\n  "high": 3\n}\n'
const yaml =
  'name: x\nlow: 1\nmid: 2\nnested:\n  one: 1\n  two: 2\n  three: 3\nhigh: 3\nlist:\n  - key: a\n    value: 1\n  - key: b\n    value: 2\nlast: 9\n'
const env = 'HOST=a\nPORT=1\nDEPTH=2\nNAME=b\nLEVEL=3\n'
const toml = 'name = "x"\nlow = 1\n\n[nested]\none = 1\ntwo = 2\nthree = 3\n\n[other]\none = 1\ntwo = 2\n'
const express =
  "import express from 'express'\n\nconst app = express()\n\napp.get('/one', (request, response) => response.send('1'))\n\napp.get('/two', (request, response) => response.send('2'))\n\napp.get('/three', (request, response) => response.send('3'))\n"
const flask =
  "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/one')\ndef one():\n    return '1'\n\n\n@app.get('/two')\ndef two():\n    return '2'\n\n\n@app.get('/three')\ndef three():\n    return '3'\n"

/** @type {readonly DataShape[]} */
export const dataShapes = [
  {
    name: 'JSON: one key twice',
    path: 'a.json',
    text: json,
    first: [['"name": "x",', '"name": "x",\n  "extra": 1,']],
    second: [['"high": 3', '"extra": 2,\n  "high": 3']],
  },
  {
    name: 'JSON: one key twice, inside',
    path: 'a.json',
    text: json,
    first: [['"one": 1,', '"extra": 1,\n    "one": 1,']],
    second: [['"three": 3', '"three": 3,\n    "extra": 2']],
  },
  {
    name: 'JSON: one key twice, of one value',
    path: 'locales/en.json',
    text: json,
    first: [['"name": "x",', '"name": "x",\n  "extra": 1,']],
    second: [['"high": 3', '"extra": 1,\n  "high": 3']],
  },
  {
    name: 'JSON: a script twice',
    path: 'package.json',
    text: '{\n  "name": "x",\n  "scripts": {\n    "build": "b",\n    "lint": "l",\n    "start": "s",\n    "test": "t"\n  }\n}\n',
    first: [['"build": "b",', '"build": "b",\n    "check": "c",']],
    second: [['"start": "s",', '"start": "s",\n    "check": "d",']],
  },
  {
    name: 'YAML: one key twice',
    path: 'a.yaml',
    text: yaml,
    first: [['name: x\n', 'name: x\nextra: 1\n']],
    second: [['last: 9', 'extra: 2\nlast: 9']],
  },
  {
    name: 'YAML: one key twice, inside',
    path: 'config/a.yml',
    text: yaml,
    first: [['  one: 1', '  extra: 1\n  one: 1']],
    second: [['  three: 3', '  three: 3\n  extra: 2']],
  },
  {
    name: 'YAML: a service twice',
    path: 'compose.yaml',
    text: 'services:\n  web:\n    image: a\n    ports:\n      - 1\n  api:\n    image: b\n  cache:\n    image: c\n',
    first: [['  web:\n', '  queue:\n    image: q\n  web:\n']],
    second: [['    image: c\n', '    image: c\n  queue:\n    image: r\n']],
  },
  {
    name: '.env: one variable twice',
    path: '.env.example',
    text: env,
    first: [['HOST=a\n', 'HOST=a\nEXTRA=1\n']],
    second: [['LEVEL=3\n', 'LEVEL=3\nEXTRA=2\n']],
  },
  {
    name: '.env: one variable twice, exported',
    path: '.env',
    text: env,
    first: [['HOST=a\n', 'HOST=a\nexport EXTRA=1\n']],
    second: [['LEVEL=3\n', 'LEVEL=3\nEXTRA="2"\n']],
  },
  {
    name: 'TOML: one key twice',
    path: 'a.toml',
    text: toml,
    first: [['[nested]\n', '[nested]\nextra = 1\n']],
    second: [['three = 3\n', 'three = 3\nextra = 2\n']],
  },
  {
    name: 'TOML: one table twice',
    path: 'a.toml',
    text: toml,
    first: [['[nested]\n', '[extra]\none = 1\n\n[nested]\n']],
    second: [['[other]\none = 1\ntwo = 2\n', '[other]\none = 1\ntwo = 2\n\n[extra]\none = 2\n']],
  },
  {
    name: 'migrations of one number',
    path: 'db/migrations/0001_start.sql',
    text: 'create table a (id int);\n',
    firstFiles: { 'db/migrations/0002_orders.sql': 'create table b (id int);\n' },
    secondFiles: { 'db/migrations/0002_users.sql': 'create table c (id int);\n' },
  },
  {
    name: 'one route twice, Express',
    path: 'src/app.mjs',
    text: express,
    first: [["app.get('/one'", "app.post('/login', (request, response) => response.send('a'))\n\napp.get('/one'"]],
    second: [
      [
        "response.send('3'))\n",
        "response.send('3'))\n\napp.post('/login', (request, response) => response.send('b'))\n",
      ],
    ],
  },
  {
    name: 'one route twice, Flask',
    path: 'app.py',
    text: flask,
    first: [["@app.get('/one')", "@app.post('/login')\ndef login():\n    return 'a'\n\n\n@app.get('/one')"]],
    second: [["    return '3'\n", "    return '3'\n\n\n@app.post('/login')\ndef enter():\n    return 'b'\n"]],
  },
  {
    name: 'one dependency, two versions',
    path: 'package.json',
    text: '{\n  "name": "x",\n  "dependencies": {\n    "a": "1.0.0",\n    "b": "1.0.0",\n    "c": "1.0.0",\n    "d": "1.0.0"\n  }\n}\n',
    first: [['"a": "1.0.0",', '"a": "1.0.0",\n    "extra": "1.0.0",']],
    second: [['"c": "1.0.0",', '"c": "1.0.0",\n    "extra": "2.0.0",']],
  },
  // From here on nothing is there twice.
  {
    name: 'JSON: two keys',
    path: 'a.json',
    text: json,
    first: [['"name": "x",', '"name": "x",\n  "extra": 1,']],
    second: [['"high": 3', '"other": 2,\n  "high": 3']],
  },
  {
    name: 'JSON: one key in two objects',
    path: 'a.json',
    text: json,
    first: [['"name": "x",', '"name": "x",\n  "extra": 1,']],
    second: [['"three": 3', '"three": 3,\n    "extra": 2']],
  },
  {
    name: 'JSON with comments: two keys',
    path: 'tsconfig.json',
    text: '{\n  // how it is compiled\n  "compilerOptions": {\n    "strict": true,\n    "noEmit": true,\n    "types": [],\n  },\n  "include": ["src"],\n}\n',
    first: [['"strict": true,', '"strict": true,\n    "lib": ["es2022"],']],
    second: [['"types": [],', '"types": [],\n    "target": "es2022",']],
  },
  {
    name: 'YAML: two keys',
    path: 'a.yaml',
    text: yaml,
    first: [['name: x\n', 'name: x\nextra: 1\n']],
    second: [['last: 9', 'other: 2\nlast: 9']],
  },
  {
    name: 'YAML: one key in two items',
    path: 'a.yaml',
    text: yaml,
    first: [['  - key: a\n', '  - key: a\n    extra: 1\n']],
    second: [['    value: 2\n', '    value: 2\n    extra: 1\n']],
  },
  {
    name: 'YAML: one key in two documents',
    path: 'a.yaml',
    text: 'kind: a\none: 1\n---\nkind: b\none: 2\n---\nkind: c\none: 3\n',
    first: [['kind: a\n', 'kind: a\nextra: 1\n']],
    second: [['one: 3\n', 'one: 3\nextra: 1\n']],
  },
  {
    name: 'YAML: text that looks like keys',
    path: 'a.yaml',
    text: 'script: |\n  echo start\n  a: 1\n  echo mid\n  b: 2\n  echo end\nlast: 1\n',
    first: [['  echo start\n', '  echo start\n  extra: 1\n']],
    second: [['  echo end\n', '  extra: 1\n  echo end\n']],
  },
  {
    name: '.env: two variables',
    path: '.env.example',
    text: env,
    first: [['HOST=a\n', 'HOST=a\nEXTRA=1\n']],
    second: [['LEVEL=3\n', 'LEVEL=3\nOTHER=2\n']],
  },
  {
    name: '.env: one of them commented out',
    path: '.env.example',
    text: env,
    first: [['HOST=a\n', 'HOST=a\nEXTRA=1\n']],
    second: [['LEVEL=3\n', 'LEVEL=3\n# EXTRA=2\n']],
  },
  {
    name: 'TOML: one key in two tables',
    path: 'a.toml',
    text: toml,
    first: [['[nested]\n', '[nested]\nextra = 1\n']],
    second: [['[other]\none = 1\ntwo = 2\n', '[other]\none = 1\ntwo = 2\nextra = 2\n']],
  },
  {
    name: 'migrations of two numbers',
    path: 'db/migrations/0001_start.sql',
    text: 'create table a (id int);\n',
    firstFiles: { 'db/migrations/0002_orders.sql': 'create table b (id int);\n' },
    secondFiles: { 'db/migrations/0003_users.sql': 'create table c (id int);\n' },
  },
  {
    name: 'migrations of one number in two applications',
    path: 'one/migrations/0001_start.sql',
    text: 'create table a (id int);\n',
    firstFiles: { 'one/migrations/0002_orders.sql': 'create table b (id int);\n' },
    secondFiles: { 'two/migrations/0002_users.sql': 'create table c (id int);\n' },
  },
  {
    name: 'one path, two methods',
    path: 'src/app.mjs',
    text: express,
    first: [["app.get('/one'", "app.post('/login', (request, response) => response.send('a'))\n\napp.get('/one'"]],
    second: [
      [
        "response.send('3'))\n",
        "response.send('3'))\n\napp.put('/login', (request, response) => response.send('b'))\n",
      ],
    ],
  },
  {
    name: 'one dependency, one version',
    path: 'package.json',
    text: '{\n  "name": "x",\n  "dependencies": {\n    "a": "1.0.0",\n    "b": "1.0.0",\n    "c": "1.0.0"\n  },\n  "devDependencies": {\n    "e": "1.0.0"\n  }\n}\n',
    first: [['"a": "1.0.0"', '"a": "1.0.1"']],
    second: [['"e": "1.0.0"', '"e": "1.0.1"']],
  },
  {
    name: 'Markdown: one heading twice',
    path: 'notes.md',
    text: '# a\n\none\n\n## b\n\ntwo\n\n## c\n\nthree\n',
    first: [['one\n', 'one\n\n## New\n\nx\n']],
    second: [['three\n', 'three\n\n## New\n\ny\n']],
  },
]
