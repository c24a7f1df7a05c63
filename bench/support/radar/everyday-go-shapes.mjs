/**
 * What people do in Go repositories every day, written before anybody looked at what the radar makes of it. `everyday` was run first, and rules were
 * mended after it; `keptBack` was run once, at the end.
 */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

const module = { 'go.mod': 'module example.com/app\n\ngo 1.19\n' }

const store = `package store

import (
	"errors"
	"fmt"
)

// ErrMissing is returned for unknown keys.
var ErrMissing = errors.New("missing")

type Store interface {
	Get(key string) (string, error)
	Put(key, value string) error
}

type Memory struct {
	Values map[string]string
	hits   int
}

func NewMemory() *Memory {
	return &Memory{Values: map[string]string{}}
}

func (m *Memory) Get(key string) (string, error) {
	m.hits++
	value, ok := m.Values[key]
	if !ok {
		return "", fmt.Errorf("%s: %w", key, ErrMissing)
	}
	return value, nil
}

func (m *Memory) Put(key, value string) error {
	m.Values[key] = value
	return nil
}
`
const withStore = { ...module, 'store/store.go': store }

/** @type {readonly ProjectShape[]} */
export const everydayGoShapes = [
  {
    name: 'interface gains a method, a fake in a test of another branch lacks it',
    files: {
      ...withStore,
      'service/service.go':
        'package service\n\nimport "example.com/app/store"\n\ntype Service struct{ Store store.Store }\n\nfunc (s Service) Name() (string, error) { return s.Store.Get("name") }\n',
    },
    first: {
      'store/store.go': [
        ['	Put(key, value string) error\n}', '	Put(key, value string) error\n	Delete(key string) error\n}'],
        [
          '	m.Values[key] = value\n	return nil\n}\n',
          '	m.Values[key] = value\n	return nil\n}\n\nfunc (m *Memory) Delete(key string) error {\n	delete(m.Values, key)\n	return nil\n}\n',
        ],
      ],
    },
    second: {
      'service/service_test.go': `package service

import "testing"

type fakeStore struct{}

func (fakeStore) Get(key string) (string, error) { return key, nil }
func (fakeStore) Put(key, value string) error    { return nil }

func TestName(t *testing.T) {
	if name, _ := (Service{Store: fakeStore{}}).Name(); name != "name" {
		t.Fatal(name)
	}
}
`,
    },
  },
  {
    name: 'field of a struct renamed, read elsewhere',
    files: withStore,
    first: {
      'store/store.go': [
        ['	Values map[string]string\n', '	Entries map[string]string\n'],
        ['&Memory{Values: ', '&Memory{Entries: '],
        [':= m.Values[key]', ':= m.Entries[key]'],
        ['	m.Values[key] = value', '	m.Entries[key] = value'],
      ],
    },
    second: {
      'cmd/dump/main.go': `package main

import (
	"fmt"

	"example.com/app/store"
)

func main() {
	memory := store.NewMemory()
	for key, value := range memory.Values {
		fmt.Println(key, value)
	}
}
`,
    },
  },
  {
    name: 'error value made a type, waited for with errors.Is',
    files: withStore,
    first: {
      'store/store.go': [
        ['import (\n	"errors"\n	"fmt"\n)\n', ''],
        [
          '// ErrMissing is returned for unknown keys.\nvar ErrMissing = errors.New("missing")',
          '// MissingError is returned for unknown keys.\ntype MissingError struct{ Key string }\n\nfunc (e MissingError) Error() string { return e.Key + " is missing" }',
        ],
        ['fmt.Errorf("%s: %w", key, ErrMissing)', 'MissingError{Key: key}'],
      ],
    },
    second: {
      'api/api.go': `package api

import (
	"errors"

	"example.com/app/store"
)

func Status(s store.Store, key string) int {
	if _, err := s.Get(key); errors.Is(err, store.ErrMissing) {
		return 404
	}
	return 200
}
`,
    },
  },
  {
    name: 'context wanted first by a method',
    files: withStore,
    first: {
      'store/store.go': [
        ['	"errors"\n', '	"context"\n	"errors"\n'],
        ['	Get(key string) (string, error)', '	Get(ctx context.Context, key string) (string, error)'],
        ['(m *Memory) Get(key string)', '(m *Memory) Get(_ context.Context, key string)'],
      ],
    },
    second: {
      'report/report.go':
        'package report\n\nimport "example.com/app/store"\n\nfunc Title(memory *store.Memory) string {\n	title, err := memory.Get("title")\n	if err != nil {\n		return "untitled"\n	}\n	return title\n}\n',
    },
  },
  {
    name: 'sound: interface made of two, a fake has all',
    files: withStore,
    first: {
      'store/store.go': [
        [
          'type Store interface {\n	Get(key string) (string, error)\n	Put(key, value string) error\n}',
          'type Reader interface {\n	Get(key string) (string, error)\n}\n\ntype Writer interface {\n	Put(key, value string) error\n}\n\ntype Store interface {\n	Reader\n	Writer\n}',
        ],
      ],
    },
    second: {
      'fake/fake.go':
        'package fake\n\nimport "example.com/app/store"\n\ntype Store struct{}\n\nfunc (Store) Get(key string) (string, error) { return "", store.ErrMissing }\nfunc (Store) Put(key, value string) error    { return nil }\n\nvar _ store.Store = Store{}\n',
    },
  },
  {
    name: 'sound: private field renamed and a field more, literal with keys',
    files: withStore,
    first: {
      'store/store.go': [
        ['	hits   int\n', '	reads  int\n	Limit  int\n'],
        ['	m.hits++', '	m.reads++'],
      ],
    },
    second: {
      'seed/seed.go':
        'package seed\n\nimport "example.com/app/store"\n\nfunc Seed() store.Store {\n	hits := map[string]string{"a": "1"}\n	return &store.Memory{Values: hits}\n}\n',
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const keptBackGoShapes = [
  {
    name: 'package moved below internal, under another name',
    files: withStore,
    first: {
      'store/store.go': null,
      'internal/storage/store.go': store.replace('package store', 'package storage'),
    },
    second: {
      'cmd/get/main.go':
        'package main\n\nimport "example.com/app/store"\n\nfunc main() {\n	_, _ = store.NewMemory().Get("a")\n}\n',
    },
  },
  {
    name: 'function hidden in its package, called from another',
    files: {
      ...module,
      'text/text.go':
        'package text\n\nimport "strings"\n\nfunc Normalize(s string) string { return strings.TrimSpace(s) }\n\nfunc Title(s string) string { return strings.ToUpper(Normalize(s)) }\n',
    },
    first: {
      'text/text.go': [
        ['func Normalize(s', 'func normalize(s'],
        ['ToUpper(Normalize(s))', 'ToUpper(normalize(s))'],
      ],
    },
    second: {
      'search/search.go':
        'package search\n\nimport "example.com/app/text"\n\nfunc Matches(a, b string) bool { return text.Normalize(a) == text.Normalize(b) }\n',
    },
  },
  {
    name: 'found or not told by an error and no more by a bool',
    files: {
      ...module,
      'users/users.go':
        'package users\n\nvar names = map[int]string{1: "Ada"}\n\nfunc Find(id int) (string, bool) {\n	name, ok := names[id]\n	return name, ok\n}\n',
    },
    first: {
      'users/users.go': [
        ['package users\n', 'package users\n\nimport "fmt"\n'],
        ['(string, bool) {', '(string, error) {'],
        ['	return name, ok\n', '	if !ok {\n		return "", fmt.Errorf("no user %d", id)\n	}\n	return name, nil\n'],
      ],
    },
    second: {
      'web/web.go':
        'package web\n\nimport "example.com/app/users"\n\nfunc Greet(id int) string {\n	name, ok := users.Find(id)\n	if !ok {\n		return "Hello"\n	}\n	return "Hello " + name\n}\n',
    },
  },
  {
    name: 'identifier given a type of its own, key of a map elsewhere',
    files: {
      ...module,
      'model/model.go':
        'package model\n\ntype User struct {\n	ID   int64\n	Name string\n}\n\nfunc All() []User { return []User{{ID: 1, Name: "Ada"}} }\n',
    },
    first: {
      'model/model.go': [
        ['type User struct {\n	ID   int64\n', 'type UserID int64\n\ntype User struct {\n	ID   UserID\n'],
      ],
    },
    second: {
      'index/index.go':
        'package index\n\nimport "example.com/app/model"\n\nfunc ByID() map[int64]model.User {\n	byID := map[int64]model.User{}\n	for _, user := range model.All() {\n		byID[user.ID] = user\n	}\n	return byID\n}\n',
    },
  },
  {
    name: 'sound: options taken at the end',
    files: {
      ...module,
      'server/server.go':
        'package server\n\ntype Server struct{ addr string }\n\nfunc New(addr string) *Server { return &Server{addr: addr} }\n\nfunc (s *Server) Addr() string { return s.addr }\n',
    },
    first: {
      'server/server.go': [
        [
          'func New(addr string) *Server { return &Server{addr: addr} }',
          'type Option func(*Server)\n\nfunc New(addr string, options ...Option) *Server {\n	s := &Server{addr: addr}\n	for _, option := range options {\n		option(s)\n	}\n	return s\n}',
        ],
      ],
    },
    second: {
      'cmd/serve/main.go':
        'package main\n\nimport (\n	"fmt"\n\n	"example.com/app/server"\n)\n\nfunc main() {\n	s := server.New(":80")\n	fmt.Println(s.Addr())\n}\n',
    },
  },
  {
    name: 'sound: function renamed, the old one left as deprecated',
    files: {
      ...module,
      'clock/clock.go': 'package clock\n\nfunc Seconds(ms int) int { return ms / 1000 }\n',
    },
    first: {
      'clock/clock.go': [
        [
          'func Seconds(ms int) int { return ms / 1000 }',
          'func FromMillis(ms int) int { return ms / 1000 }\n\n// Deprecated: use FromMillis.\nfunc Seconds(ms int) int { return FromMillis(ms) }',
        ],
      ],
    },
    second: { 'race/race.go': 'package race\n\nimport "example.com/app/clock"\n\nvar Best = clock.Seconds(9800)\n' },
  },
]
