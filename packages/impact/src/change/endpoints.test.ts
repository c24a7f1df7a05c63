import { expect, test } from 'vitest'
import { readEndpoints } from './endpoints.ts'

const read = (path: string, text: string): readonly string[] =>
  readEndpoints(path, text).map(({ method, route, line }) => `${line} ${method} ${route}`)

test.each([
  {
    name: 'Express: mounted routers, chains of one route, not the calls of a client',
    path: 'app.js',
    text: `const app = express()
router.get('/items/:id', show)
app.use('/v1', auth, router)
app.route('/multi').get((request) => list(request)).post(create)
app.post("/api/login", login)
axios.get('/api/none')
// app.get('/none', x)`,
    found: ['2 GET /v1/items/:id', '4 GET /multi', '4 POST /multi', '5 POST /api/login'],
  },
  {
    name: 'Fastify: options with several methods, types',
    path: 'app.ts',
    text: `app.route({ method: ['GET', 'HEAD'], url: '/one', handler })
app.route({
  url: '/two',
  method: 'POST',
})
app.get<{ Params: { id: string } }>('/three/:id', { schema: {} }, show)
app.register(routes, { prefix: '/pre' })
routes.put('/four', four)`,
    found: ['1 GET /one', '1 HEAD /one', '2 POST /two', '6 GET /three/:id', '8 PUT /pre/four'],
  },
  {
    name: 'Next.js: routes of the app router, without groups',
    path: 'src/app/(shop)/api/cart/route.ts',
    text: 'export async function POST() {}\nexport const GET = async () => new Response()\n',
    found: ['1 POST /api/cart', '2 GET /api/cart'],
  },
  {
    name: 'Next.js: a page',
    path: 'app/shop/[id]/page.tsx',
    text: 'export default function Page() {}\n',
    found: ['1 GET /shop/[id]'],
  },
  {
    name: 'Next.js: the page of the root',
    path: 'app/page.tsx',
    text: 'export default function Page() {}\n',
    found: ['1 GET /'],
  },
  {
    name: 'Next.js: pages',
    path: 'pages/api/user/index.ts',
    text: 'export default function handler() {}\n',
    found: ['1 * /api/user'],
  },
  {
    name: 'Flask: blueprints, rules, decorators over several lines',
    path: 'app.py',
    text: `bp = Blueprint('b', __name__, url_prefix='/admin')
@bp.get("/users/<int:id>")
def users(id): ...
@app.route(
    '/hello',
    methods=('GET', 'POST'),
)
def hello(): ...
app.add_url_rule('/rule', view_func=hello)
`,
    found: ['2 GET /admin/users/<int:id>', '4 GET /hello', '4 POST /hello', '9 GET /rule'],
  },
  {
    name: 'FastAPI: routers with a prefix of their own, and one from where they are included',
    path: 'app.py',
    text: `router = APIRouter(prefix="/items", tags=["x"])
@router.get("/{item_id}", response_model=int)
async def read(item_id: int): ...
@app.api_route("/both", methods=["GET", "PUT"])
def both(): ...
app.include_router(router, prefix="/api")
`,
    found: ['2 GET /api/items/{item_id}', '4 GET /both', '4 PUT /both'],
  },
  {
    name: 'Rails: blocks',
    path: 'config/routes.rb',
    text: `Rails.application.routes.draw do
  root 'home#index'
  namespace :admin do
    resources :users do
      get :avatar, to: 'avatars#show' # a comment
    end
  end
  post 'login' => 'sessions#create'
end
`,
    found: [
      '2 GET /',
      '4 * /admin/users',
      '4 * /admin/users/:id',
      '5 GET /admin/users/:user_id/avatar',
      '8 POST /login',
    ],
  },
  {
    name: 'Go: groups',
    path: 'main.go',
    text: 'api := r.Group("/api")\napi.POST("/login", login)\nhttp.HandleFunc("GET /ping", ping)\n',
    found: ['2 POST /api/login', '3 GET /ping'],
  },
])('$name', ({ path, text, found }) => {
  expect(read(path, text)).toEqual(found)
})
