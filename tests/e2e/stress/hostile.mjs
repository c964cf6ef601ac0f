// A backend that sends its clients elsewhere, and the place where they must bring nothing to: what is
// asked there is kept. Each account is signed in to in another way, each way has a source of its own.

import { Backend } from '../support/backend.mjs';

const USER = 'ann';

/** How one signs in, and how the secret goes along afterwards. */
const AUTHS = {
  'name and password': {
    kind: 'login',
    login: {
      request: { post: '{+base}/session', json: { user: '{{input.user}}', password: '{{input.secret}}' } },
      set: { token: '$.token' }, account: { id: '$.id', name: '$.name' },
    },
    send: { headers: { Authorization: 'Bearer {{auth.token}}' } },
    sign_out: { post: '{+base}/leave', json: {} },
  },
  'a token in a header field of its own': { kind: 'token', send: { headers: { 'X-Api-Key': '{{auth.token}}' } } },
  'a token in the address': { kind: 'token', send: { query: { key: '{{auth.token}}' } } },
  'name and password with each request': { kind: 'basic' },
  'a token in the body': { kind: 'token', send: {} },
};
const CHECK = { request: '{+base}/session/me', account: { id: '$.id', name: '$.name' } };

/** Where the next page is, by what the connector says. */
const PAGES = {
  'an address in the answer': { kind: 'next_url', from: '$.next' },
  'a cursor': { kind: 'cursor', from: '$.next', param: 'cursor' },
  'a Link header field': { kind: 'link_header' },
};

const product = (ones, others) => ones.flatMap((one) => others.map((other) => [one, other]));

/** All sources: one for each way to sign in and to go on. */
const SOURCES = product(Object.keys(AUTHS), Object.keys(PAGES))
  .map(([auth, page], index) => ({ id: `s${index}`, auth, page }));

const partsOf = (path) => path.split('/').slice(1);

/** What a request is for, by its path. */
function whichIs(kind, id) {
  if (kind === 'session') return 'signing in';
  return id === 'new' || kind === 'leave' ? 'writing' : 'reading';
}

const REDIRECTS = product([302, 307, 301, 303, 308, '//'], ['signing in', 'reading', 'writing']).map(([form, which]) => ({
  name: `${form === '//' ? '307 without a scheme' : form} for ${which}`,
  page: 'a cursor',
  form,
  which,
}));

const NEXT = product(Object.keys(PAGES), ['http:', ''])
  .map(([page, scheme]) => ({ name: `the next page elsewhere (${page}${scheme ? '' : ', without a scheme'})`, page, scheme }));

/** What the backend does to its clients. */
const FAULTS = [...REDIRECTS, ...NEXT, { name: 'pictures and links elsewhere', page: 'a cursor' }];

/** Every fault with every way to sign in; neighbours differ in both. */
export const WAYS = Object.keys(AUTHS).flatMap((_, shift, auths) => FAULTS.map((fault, index) => {
  const auth = auths[index % auths.length];
  const shifted = FAULTS[(index + shift) % FAULTS.length];
  return { name: `${shifted.name}, with ${auth}`, auth, fault: shifted };
}));

/** The source that a way goes to. */
export const sourceOf = ({ auth, fault }) => SOURCES.find((one) => one.auth === auth && one.page === fault.page);

/** The connector of the source of this file. */
function connectorOf(file) {
  const { auth, page } = SOURCES.find(({ id }) => file === `${id}.json`);
  const inBody = auth === 'a token in the body' ? { 'i?': '{{auth.token}}' } : undefined;
  const read = (get) => (inBody ? { post: get, json: inBody } : get);
  const author = { id: '@.author.id', name: '@.author.name', avatar: '@.author.avatar', url: '@.author.url' };
  return {
    format: 1, title: auth, params: { site: { title: 'Address', kind: 'url' } }, base: '{+site}',
    posts: {
      request: read('{+base}/posts'), items: '$.items[*]', page: PAGES[page],
      map: { id: '@.id', title: '@.title', body: '@.body', format: { lit: 'html' }, author },
    },
    post: { request: read('{+base}/posts/{post.id}') },
    comments: {
      request: read('{+base}/comments'), items: '$.items[*]', page: { kind: 'none' },
      map: { id: '@.id', body: '@.body', format: { lit: 'html' }, author },
      tree: { kind: 'flat', parent: '@.parent' },
    },
    ops: { 'comment.create': { request: { post: '{+base}/comments/new', json: { text: '{{input.text}}', ...inBody } } } },
    auth: { ...AUTHS[auth], check: inBody ? { ...CHECK, request: { post: '{+base}/session/me', json: inBody } } : CHECK },
    write: { format: 'text' },
  };
}

export class Hostile {
  static async start() {
    const hostile = new Hostile();
    [hostile.home, hostile.elsewhere] = await Promise.all([Backend.start(), Backend.start()]);
    hostile.home.fault = (request) => hostile.#answer(request);
    // It plays along, so that more is asked.
    hostile.elsewhere.fault = ({ path }) => hostile.#said(...partsOf(path.replace(/^\/redirected/, '').replace(/^\/next/, '/posts')));
    return hostile;
  }

  /** The page may ask both: what keeps secrets at home must be the app and not its policy. */
  config() {
    const sources = SOURCES.map(({ id, auth, page }) => ({
      id, name: id, params: { site: this.home.url },
      connector: `${this.home.url}/connector/${id}.json`,
    }));
    const other = { id: 'elsewhere', name: 'Elsewhere', connector: 'json-server', params: { site: this.elsewhere.url } };
    return { name: 'Test', sources: [...sources, other] };
  }

  /** From now on it is so. */
  begin({ auth, fault }, { token, password }) {
    Object.assign(this, { auth, fault, token, password });
    this.home.requests.length = 0;
    this.elsewhere.requests.length = 0;
  }

  async close() {
    await Promise.all([this.home.close(), this.elsewhere.close()]);
  }

  #answer({ path }) {
    const [kind, id] = partsOf(path);
    if (kind === 'connector') return { body: connectorOf(id) };
    const { form, which } = this.fault;
    if (which === whichIs(kind, id)) {
      const { host } = new URL(this.elsewhere.url);
      const location = `${form === '//' ? '' : 'http:'}//${host}/redirected${path}`;
      return { status: form === '//' ? 307 : form, headers: { location }, body: '' };
    }
    return this.#said(kind, id);
  }

  #said(kind, id) {
    const there = this.elsewhere.url;
    const { scheme } = this.fault;
    const next = scheme === undefined ? undefined : `${scheme}//${new URL(there).host}/next`;
    const author = { id: 'bob', name: 'Bob', avatar: `${there}/avatar.png`, url: `${there}/bob` };
    const html = `<p>Look: <img src="${there}/picture.png"> <a href="${there}/link">there</a></p>`;
    const post = { id: '1', title: 'A post', body: html, author };
    const headers = next ? { link: `<${next}>; rel="next"` } : {};
    if (kind === 'session') return { body: { id: 1, name: USER, token: this.token } };
    if (kind === 'posts' && id) return { body: post };
    if (kind === 'posts') return { headers, body: { items: [post], next } };
    if (kind === 'comments' && !id) return { body: { items: [{ id: '2', body: html, author }] } };
    if (kind === 'comments') return { body: { id: '3', body: 'Hello.', author: { id: 1, name: USER } } };
    return { body: {} };
  }
}
