// A backend that keeps a log of what it was sent and fails when it is told to: the box's API under
// /api/v1, with keys, and json-server's under /, over the same threads.

import { createServer } from 'node:http';

import { post } from '../support/backend.mjs';

const OPEN = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*, authorization, content-type, idempotency-key',
  'access-control-allow-methods': 'GET, POST',
  'access-control-expose-headers': '*',
  // A browser sends anew by itself what a kept connection has lost: no app could tell, so none is kept.
  connection: 'close',
};

/** What may happen to a request: whether the server takes the text, and how it ends. */
export const FAULTS = [
  { name: 'the connection is reset after the text was taken', takes: true, end: 'reset' },
  { name: 'the connection is refused', end: 'refuse' },
  { name: 'the connection is reset before the text was taken', end: 'reset' },
  { name: '500 before the text was taken', status: 500 },
  { name: '500 after the text was taken', takes: true, status: 500 },
  { name: '429', status: 429, headers: { 'retry-after': '1' } },
  { name: '503', status: 503, headers: { 'retry-after': '1' } },
  { name: 'half an answer after the text was taken', takes: true, end: 'cut' },
];

/** Faults that last as long as the app's patience. */
export const SLOW_FAULTS = [
  { name: 'no answer, and the text was not taken', end: 'hang' },
  { name: 'no answer, and the text was taken', takes: true, end: 'hang' },
];

export class FaultServer {
  /** In order: `{ text, thread, status, isTaken }` of what was sent, `{ click, text }` of what somebody did. */
  log = [];
  #threads = new Map();
  #port = 0;
  #fault;
  #countdown = 0;

  static async start() {
    const server = new FaultServer();
    server.http = createServer((request, response) => server.#receive(request, response));
    await server.open();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Begins with empty threads; the request with this number, counted from 0, meets the fault. */
  begin(threads, fault, at) {
    this.log = [];
    this.#threads = new Map(threads.map((id) => [id, []]));
    this.#fault = fault;
    this.#countdown = at;
  }

  /** What a thread holds, in its order. */
  texts(thread) {
    return this.#threads.get(thread).map(({ text }) => text);
  }

  /** Whether it has the text. */
  has(text) {
    return this.log.some((one) => one.text === text && one.isTaken);
  }

  /** Listens, the second time at the same address. */
  async open() {
    await new Promise((done, fail) => {
      this.http.once('error', fail);
      this.http.listen(this.#port, '127.0.0.1', done);
    });
    this.#port = this.http.address().port;
  }

  /** Refuses connections until it is opened again. */
  async close() {
    this.http.closeAllConnections();
    await new Promise((done) => { this.http.close(done); });
  }

  async #receive(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname, searchParams } = new URL(request.url, this.url);
    if (request.method === 'OPTIONS') return answer(response, 204);
    if (request.method === 'POST') {
      const input = JSON.parse(Buffer.concat(chunks).toString());
      return this.#take(pathname, input, request, response);
    }
    const [kind, id, under] = pathname.replace('/api/v1', '').split('/').filter(Boolean);
    const isBox = pathname.startsWith('/api/');
    const list = (items) => answer(response, 200, isBox ? { items, next: null } : items);
    const threads = [...this.#threads.keys()];
    if (kind === 'posts' && !id) return list(threads.map((each) => post(each)));
    if (kind === 'posts' && !under && threads.includes(id)) return answer(response, 200, post(id));
    const comments = this.#threads.get(kind === 'comments' ? searchParams.get('postId') : id);
    if (comments) return list(comments.map((each) => (isBox ? each.box : each.plain)));
    return answer(response, 404, { title: 'no such thing', code: 'not_found' });
  }

  #take(pathname, input, request, response) {
    const isBox = pathname.startsWith('/api/');
    const thread = isBox ? pathname.split('/')[4] : String(input.postId);
    const all = this.#threads.get(thread);
    const key = request.headers['idempotency-key'];
    const known = key && all.find((each) => each.key === key);
    const fault = this.#countdown === 0 && this.#fault?.end !== 'refuse' ? this.#fault : undefined;
    this.#countdown -= 1;
    const takes = (!fault || Boolean(fault.takes)) && !known;
    const status = fault?.status ?? fault?.end ?? 201;
    this.log.push({ text: input.body, thread, status, isTaken: takes });
    const taken = known ?? told(input, `${thread}-${all.length}`, thread, key);
    if (takes) all.push(taken);
    const body = isBox ? taken.box : taken.plain;
    if (!fault) return answer(response, 201, body);
    if (fault.end === 'reset') return request.socket.resetAndDestroy();
    if (fault.end === 'hang') return undefined;
    if (fault.end === 'cut') return cut(request, response, JSON.stringify(body));
    return answer(response, fault.status, { title: 'Not now.' }, fault.headers);
  }
}

function told(input, id, thread, key) {
  const created = new Date().toISOString();
  const author = { id: null, name: input.author_name ?? null, url: null, avatar: null, roles: [] };
  const box = {
    id, post_id: thread, parent_id: input.parent_id ?? null, body: input.body, format: 'markdown', author,
    created_at: created, edited_at: null, score: 0, my_vote: null, lang: null, state: 'published',
    can: { reply: true, vote: true }, version: 1,
  };
  return { text: input.body, key, box, plain: { ...input, id } };
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { ...OPEN, 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** Promises the whole answer and gives half of it. */
function cut(request, response, text) {
  const length = String(Buffer.byteLength(text));
  response.writeHead(201, { ...OPEN, 'content-type': 'application/json', 'content-length': length });
  response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
}
