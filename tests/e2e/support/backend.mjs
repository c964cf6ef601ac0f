// A backend of somebody else, which a test makes say whatever it wants: the box's API under
// /api/v1 and json-server's under /, over the same posts and comments, open to every site unless
// the test closes it.

import { createServer } from 'node:http';

const OPEN = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*, authorization, content-type, if-match, idempotency-key',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-expose-headers': '*',
};

/** A post of the box's shape; `more` says what is special about it. */
export function post(id, more = {}) {
  return {
    id: String(id), title: `Post ${id}`, body: 'A text.', format: 'markdown', excerpt: null,
    author: { id: 'a1', name: 'Ada', url: null, avatar: null, roles: [] },
    created_at: '2026-01-02T03:04:05Z', edited_at: null, last_activity_at: '2026-01-02T03:04:05Z',
    score: 1, my_vote: null, comment_count: 0, tags: [], lang: null, url: null, state: 'published',
    locked: false, pinned: false, can: { reply: true, vote: true }, version: 1, ...more,
  };
}

/** A comment of the box's shape. */
export function comment(id, postId, more = {}) {
  return {
    id: String(id), post_id: String(postId), parent_id: null, body: 'A word.', format: 'markdown',
    author: { id: 'a2', name: 'Bob', url: null, avatar: null, roles: [] },
    created_at: '2026-01-02T03:04:05Z', edited_at: null, score: 1, my_vote: null, lang: null,
    state: 'published', can: { reply: true, vote: true }, version: 1, ...more,
  };
}

export class Backend {
  posts = [];
  comments = new Map();
  requests = [];
  /** Whether pages of other sites may read it (CORS). */
  isOpen = true;
  /** May answer in place of the data: hands out `{status, headers, body}`, 'reset' or nothing. */
  fault = () => undefined;

  static async start() {
    const backend = new Backend();
    backend.http = createServer((request, response) => backend.#receive(request, response));
    await new Promise((done) => { backend.http.listen(0, '127.0.0.1', done); });
    return backend;
  }

  get url() {
    return `http://127.0.0.1:${this.http.address().port}`;
  }

  /** A config.json with this backend as its only source. */
  config(connector = 'baraza', more = {}) {
    const params = { site: this.url };
    return { name: 'Test', sources: [{ id: 'there', name: 'Elsewhere', connector, params }], ...more };
  }

  /** Puts a thread in; its comments hang off the post. */
  thread(record, comments) {
    this.posts.push(record);
    this.comments.set(record.id, comments);
  }

  clear() {
    this.posts = [];
    this.comments.clear();
    this.requests.length = 0;
    this.isOpen = true;
    this.fault = () => undefined;
  }

  async close() {
    this.http.closeAllConnections();
    await new Promise((done) => { this.http.close(done); });
  }

  async #receive(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname, searchParams } = new URL(request.url, this.url);
    const text = Buffer.concat(chunks).toString();
    const asked = { method: request.method, path: pathname, query: searchParams, headers: request.headers, text };
    if (asked.method !== 'OPTIONS') this.requests.push(asked);
    const answer = asked.method === 'OPTIONS' ? { status: 204 } : this.fault(asked) ?? this.#answer(asked);
    if (answer === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const { status = 200, headers = {}, body } = answer;
    const isText = typeof body === 'string' || body === undefined;
    const open = this.isOpen ? OPEN : {};
    response.writeHead(status, { ...open, 'content-type': 'application/json', ...headers });
    response.end(isText ? body : JSON.stringify(body));
  }

  #answer({ method, path, query, text }) {
    const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
    const isBox = parts[0] === 'api';
    const [kind, id, under] = isBox ? parts.slice(2) : parts;
    const post = this.posts.find((each) => each.id === id);
    if (method === 'POST') return this.#take(kind, id, text, isBox);
    if (method !== 'GET') return { status: 405, body: { title: 'not here' } };
    if (kind === 'posts' && !id) return this.#list(this.posts, isBox);
    if (kind === 'comments') return this.#list(this.comments.get(query.get('postId')) ?? [], isBox);
    if (kind === 'posts' && post && !under) return { body: post };
    if (kind === 'posts' && post) return this.#list(this.comments.get(id) ?? [], isBox);
    return { status: 404, body: { title: 'no such thing', code: 'not_found' } };
  }

  #list(items, isBox) {
    return { body: isBox ? { items, next: null } : items };
  }

  #take(kind, id, text, isBox) {
    const input = JSON.parse(text);
    const postId = isBox ? id : String(input.postId);
    const taken = comment(`new-${this.requests.length}`, postId, input);
    this.comments.set(postId, [...(this.comments.get(postId) ?? []), taken]);
    return { status: 201, body: taken };
  }
}
