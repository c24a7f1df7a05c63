import { expect, test } from 'vitest'
import { openSource } from '@groundcrew/code-map'
import { readRouting } from './read-routing.ts'
import { endpointsIn } from './route-table.ts'

const read = (path: string, text: string): readonly string[] => {
  const open = openSource(path, Buffer.from(text))
  const routing = readRouting(open, path)
  const endpoints = routing === undefined ? [] : endpointsIn({ routing, imports: open.imports })
  return endpoints.map(({ method, route, line }) => `${line} ${method} ${route}`)
}

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
      '4 GET /admin/users',
      '4 POST /admin/users',
      '4 GET /admin/users/new',
      '4 GET /admin/users/:id/edit',
      '4 GET /admin/users/:id',
      '4 PATCH /admin/users/:id',
      '4 PUT /admin/users/:id',
      '4 DELETE /admin/users/:id',
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
  {
    name: 'a client asks, and declares nothing',
    path: 'client.ts',
    text: `const { data } = await api.get('/users')
api.post('/login', { user }).then(show)
return api.delete('/users/1', options)
http.get('/nothing', (response) => response.resume())
api.put('/sure', (request, response) => response.end())`,
    found: ['5 PUT /sure'],
  },
  {
    name: 'Express: classes with a router and a path',
    path: 'users.route.ts',
    text: `export class UsersRoute implements Routes {
  public path = '/users'
  public router: Router = Router()
  constructor() {
    this.router.get(\`\${this.path}/:id(\\\\d+)\`, this.users.find)
    this.router.route('/all').get(this.users.all)
  }
}`,
    found: ['5 GET /${this.path}/:id(\\\\d+)', '6 GET /all'],
  },
  {
    name: 'Hono: a base path, chains, parts',
    path: 'app.ts',
    text: `const books = new Hono().get('/', list).post('/', create)
const app = new Hono<Env>().basePath('/api')
app.route('/books', books)
app.get('/health', (c) => c.text('ok'))
export default app`,
    found: ['1 GET /api/books', '1 POST /api/books', '4 GET /api/health'],
  },
  {
    name: 'Fastify: plugins inside of plugins',
    path: 'app.ts',
    text: `export default async function (fastify: FastifyInstance) {
  fastify.register(
    async (child) => {
      child.get('/:id', { schema }, show)
      child.register(more, { prefix: '/more' })
    },
    { prefix: '/people' },
  )
}
async function more(f) {
  f.get('/less', async () => 1)
}`,
    found: ['4 GET /people/:id', '11 GET /people/more/less'],
  },
  {
    name: 'Koa: a router with a prefix',
    path: 'app.js',
    text: "const router = new Router({ prefix: '/v2' })\nrouter.get('/x', show)\napp.use(router.routes()).use(router.allowedMethods())\n",
    found: ['2 GET /v2/x'],
  },
  {
    name: 'NestJS: controllers',
    path: 'cats.controller.ts',
    text: `@Controller('cats')
export class CatsController {
  @Get()
  all() {}
  @Post([':id/feed', ':id/food'])
  feed(@Param('id') id: string) {}
}`,
    found: ['3 GET /cats', '5 POST /cats/:id/feed', '5 POST /cats/:id/food'],
  },
  {
    name: 'a table that a loop mounts',
    path: 'index.js',
    text: `const router = express.Router()
const users = express.Router()
users.get('/:id', show)
const routes = [{ path: '/users', route: users }]
routes.forEach((one) => router.use(one.path, one.route))`,
    found: ['3 GET /users/:id'],
  },
  {
    name: 'Flask: a prefix at registration stands in place of the own one; classes of Flask-RESTful',
    path: 'app.py',
    text: `bp = Blueprint('b', __name__, url_prefix='/own')
api = Api(bp)
class Users(Resource):
    def get(self): ...
    def post(self): ...
api.add_resource(Users, '/users', '/people')
def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp, url_prefix='/given')
    return app
`,
    found: ['6 GET /given/users', '6 POST /given/users', '6 GET /given/people', '6 POST /given/people'],
  },
  {
    name: 'Django: nested lists, regular expressions, view sets, classes',
    path: 'shop/urls.py',
    text: `router = DefaultRouter()
router.register(r'carts', CartViewSet)
extra = [path('more/', more)]
urlpatterns = [
    path('', home),
    re_path(r'^items/(?P<pk>\\d+)/$', Item.as_view()),
    path('in/', include([path('a/', a), path('b/', include(extra))])),
    path('api/', include(router.urls)),
    path(_('about/'), about),
]
`,
    found: [
      '2 * /api/carts/',
      '2 * /api/carts/<pk>/',
      '3 * /in/b/more/',
      '5 * /',
      '6 * /items/<pk>/',
      '7 * /in/a/',
      '9 * /about/',
    ],
  },
  {
    name: 'Rails: members, collections, options, concerns, conditions',
    path: 'config/routes.rb',
    text: `Rails.application.routes.draw do
  concern :votable do
    post :vote, on: :member
  end
  resources :posts, only: %i[index show], concerns: :votable, path: 'articles' do
    collection { get 'recent' }
    member do
      put :publish
    end
    resources :comments, :only => [:create]
  end
  resource :profile, only: [:show], controller: 'me' if true
  if Rails.env.development?
    mount Mail::Engine => '/mail'
  end
  scope '/:locale', module: 'web' do
    match 'about', to: 'pages#about', via: [:get, :post]
    get 'sign/in', constraints: {
      host: /x/
    }
  end
end
`,
    found: [
      '3 POST /articles/:id/vote',
      '5 GET /articles',
      '5 GET /articles/:id',
      '6 GET /articles/recent',
      '8 PUT /articles/:id/publish',
      '10 POST /articles/:post_id/comments',
      '12 GET /profile',
      '14 * /mail',
      '17 GET /:locale/about',
      '17 POST /:locale/about',
      '18 GET /:locale/sign/in',
    ],
  },
  {
    name: 'Go: groups inside of functions, methods of mux, routers that are handed on',
    path: 'main.go',
    text: `package main
func routes(r chi.Router) {
	r.Get("/list", list)
}
func main() {
	r := chi.NewRouter()
	r.Route("/users", func(r chi.Router) {
		r.With(auth).Post("/", create)
		routes(r)
	})
	m := mux.NewRouter().PathPrefix("/mux").Subrouter()
	m.HandleFunc("/x", x).Methods("GET", http.MethodPut)
}
`,
    found: ['3 GET /users/list', '8 POST /users', '12 GET /mux/x', '12 PUT /mux/x'],
  },
])('$name', ({ path, text, found }) => {
  expect(read(path, text)).toEqual(found)
})
