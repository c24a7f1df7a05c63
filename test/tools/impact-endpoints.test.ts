import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

interface Endpoint {
  readonly change: string
  readonly endpoint: string
  readonly namedIn?: readonly { readonly path: string; readonly line: number }[]
}

async function endpointsOf(rig: Rig, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await rig.run('impact', ['--json', ...args])
  const { data } = JSON.parse(stdout) as { data: { report: { endpoints: readonly Endpoint[] } } }
  return data.report.endpoints.map(({ change, endpoint }) => `${change} ${endpoint}`)
}

const EXPRESS = {
  'src/app.js': "const app = require('express')()\napp.use('/api', require('./routes'))\nmodule.exports = app\n",
  'src/routes/index.js':
    "const router = require('express').Router()\nconst auth = require('./auth')\nrouter.use(auth)\nrouter.use('/users', require('./users'))\nmodule.exports = router\n",
  'src/routes/auth.js':
    "const { Router } = require('express')\nconst { login } = require('../login')\nconst router = Router()\nrouter.post('/login', login)\nrouter.post('/logout', (request, response) => response.end())\nmodule.exports = router\n",
  'src/routes/users.js':
    "const router = require('express').Router()\nrouter.get('/:id/posts', (request, response) => response.end())\nmodule.exports = router\n",
  'src/login.js': "exports.login = (request, response) => response.end('in')\n",
  'web/login.ts': "export const login = () => fetch('/api/login', { method: 'POST' })\n",
  'docs/api.md': '# API\n\n`GET /api/users/7/posts` lists them, `/api/logins` does not exist.\n',
}

test('Express: what is in front of a router is read where it is mounted', async () => {
  await using rig = await Rig.create({ git: 'commit', files: EXPRESS })
  await rig.write({ 'src/routes/auth.js': EXPRESS['src/routes/auth.js'].replace("router.post('/login', login)\n", '') })
  expect(await endpointsOf(rig)).toEqual(['removed POST /api/login'])
  const { stdout } = await rig.run('impact')
  expect(stdout).toContain('endpoint removed: POST /api/login (src/routes/auth.js:4); still named in web/login.ts:1\n')

  const withoutLast = EXPRESS['src/routes/auth.js'].replace(/router\.post\('\/logout'.*\n/, '')
  await rig.write({ 'src/routes/auth.js': withoutLast })
  expect(await endpointsOf(rig)).toEqual(['removed POST /api/logout'])

  await rig.write({
    'src/routes/auth.js': EXPRESS['src/routes/auth.js'],
    'src/login.js': "exports.login = () => 'out'\n",
  })
  expect(await endpointsOf(rig)).toEqual(['affected POST /api/login'])
})

test('Express: a router that is mounted elsewhere moves all of its routes, and callers are named', async () => {
  await using rig = await Rig.create({ git: 'commit', files: EXPRESS })
  await rig.write({ 'src/routes/index.js': EXPRESS['src/routes/index.js'].replace('/users', '/people') })
  expect(await endpointsOf(rig)).toEqual(['removed GET /api/users/:id/posts', 'added GET /api/people/:id/posts'])
  expect((await rig.run('impact')).stdout).toContain('still named in docs/api.md:3')
})

test('a router that goes with its file, and one that is only renamed', async () => {
  await using rig = await Rig.create({ git: 'commit', files: EXPRESS })
  await rig.git('mv', 'src/routes/users.js', 'src/routes/people.js')
  await rig.write({ 'src/routes/index.js': EXPRESS['src/routes/index.js'].replace('./users', './people') })
  expect(await endpointsOf(rig)).toEqual(['affected GET /api/users/:id/posts'])
  await rig.git('rm', '--quiet', '--force', 'src/routes/people.js')
  expect(await endpointsOf(rig)).toEqual(['removed GET /api/users/:id/posts'])
})

test.each([
  {
    name: 'Flask: a blueprint of a package, routes in its modules, a factory that registers it',
    files: {
      'app/__init__.py':
        "from flask import Flask\ndef create_app():\n    app = Flask(__name__)\n    from app.auth import bp as auth_bp\n    app.register_blueprint(auth_bp, url_prefix='/auth')\n    return app\n",
      'app/auth/__init__.py':
        "from flask import Blueprint\nbp = Blueprint('auth', __name__)\nfrom app.auth import routes\n",
      'app/auth/routes.py':
        "from app.auth import bp\n@bp.route('/login', methods=['GET', 'POST'])\ndef login():\n    return 1\n",
    },
    changed: 'app/auth/routes.py',
    found: ['affected GET /auth/login', 'affected POST /auth/login'],
  },
  {
    name: 'FastAPI: routers of modules, with a prefix that the settings have',
    files: {
      'app/config.py': "class Settings:\n    API_V1: str = '/api/v1'\nsettings = Settings()\n",
      'app/main.py':
        'from fastapi import FastAPI\nfrom app.api import router\nfrom app.config import settings\napp = FastAPI()\napp.include_router(router, prefix=settings.API_V1)\n',
      'app/api/__init__.py':
        "from fastapi import APIRouter\nfrom app.api import items\nrouter = APIRouter()\nrouter.include_router(items.router, prefix='/items')\n",
      'app/api/items.py':
        "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/{id}')\ndef show(id: int):\n    return 1\n",
    },
    changed: 'app/api/items.py',
    found: ['affected GET /api/v1/items/{id}'],
  },
  {
    name: 'Django: a module that another one includes',
    files: {
      'site/urls.py': "from django.urls import include, path\nurlpatterns = [path('shop/', include('shop.urls'))]\n",
      'shop/__init__.py': '',
      'shop/urls.py':
        "from django.urls import path\nfrom shop.views import cart\nurlpatterns = [path('cart/<int:id>/', cart)]\n",
      'shop/views.py': 'def cart(request, id):\n    return 1\n',
    },
    changed: 'shop/views.py',
    found: ['affected * /shop/cart/<int:id>/'],
  },
  {
    name: 'Fastify: a directory of plugins',
    files: {
      'src/app.ts':
        "import autoload from '@fastify/autoload'\nimport path from 'node:path'\nexport default async function app(fastify) {\n  fastify.register(autoload, { dir: path.join(import.meta.dirname, 'routes'), options: { prefix: '/api' } })\n}\n",
      'src/routes/users/index.ts':
        "export default async function (fastify) {\n  fastify.get('/:id', async () => {\n    return 1\n  })\n}\n",
    },
    changed: 'src/routes/users/index.ts',
    found: ['affected GET /api/users/:id'],
  },
  {
    name: 'NestJS: the prefix of the application',
    files: {
      'src/main.ts':
        "import { NestFactory } from '@nestjs/core'\nconst app = await NestFactory.create(AppModule)\napp.setGlobalPrefix('api')\n",
      'src/cats.controller.ts':
        "@Controller('cats')\nexport class CatsController {\n  @Get(':id')\n  one() {\n    return 1\n  }\n}\n",
    },
    changed: 'src/cats.controller.ts',
    found: ['affected GET /api/cats/:id'],
  },
  {
    name: 'Next.js: pages of a package that has it, and not of one that has not',
    files: {
      'web/package.json': '{"dependencies":{"next":"16"}}\n',
      'web/pages/about.tsx': 'export default function About() {\n  return 1\n}\n',
      'other/package.json': '{}\n',
      'other/pages/about.tsx': "export { default } from '../../web/pages/about'\n",
    },
    changed: 'web/pages/about.tsx',
    found: ['affected GET /about'],
  },
  {
    name: 'Rails: routes that another file draws',
    files: {
      'config/routes.rb': 'Rails.application.routes.draw do\n  namespace :api do\n    draw(:v1)\n  end\nend\n',
      'config/routes/v1.rb': 'resources :carts, only: %i[show]\n',
      'app/controllers/api/carts_controller.rb': 'class Api::CartsController\n  def show\n    1\n  end\nend\n',
    },
    changed: 'app/controllers/api/carts_controller.rb',
    found: ['affected GET /api/carts/:id'],
  },
  {
    name: 'Go: a group that is handed to a function of another package',
    files: {
      'go.mod': 'module shop\n\ngo 1.22\n',
      'main.go':
        'package main\n\nimport (\n\t"github.com/gin-gonic/gin"\n\n\t"shop/users"\n)\n\nfunc main() {\n\tr := gin.Default()\n\tusers.Register(r.Group("/api"))\n}\n',
      'users/users.go':
        'package users\n\nimport "github.com/gin-gonic/gin"\n\nfunc Register(r *gin.RouterGroup) {\n\tr.POST("/login", login)\n}\n\nfunc login(c *gin.Context) {\n\tc.Status(1)\n}\n',
    },
    changed: 'users/users.go',
    found: ['affected POST /api/login'],
  },
])('$name', async ({ files, changed, found }) => {
  await using rig = await Rig.create({ git: 'commit', files })
  const before = (files as Record<string, string>)[changed] ?? ''
  const after = before.replace(/\b1\b(?![^\n]*methods)/, '2')
  expect(after).not.toBe(before)
  await rig.write({ [changed]: after })
  expect(await endpointsOf(rig)).toEqual(found)
})
