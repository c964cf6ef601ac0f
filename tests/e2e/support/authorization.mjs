// A backend with an authorization server of its own (OAuth 2 with PKCE), which means it: what a
// client must not do is refused here. A test may make it misbehave.

import { createHash, randomUUID } from 'node:crypto';

import { Backend } from './backend.mjs';

const ACCOUNTS = { ann: { id: 1, name: 'Ann' }, bob: { id: 2, name: 'Bob' } };
const html = { 'content-type': 'text/html; charset=utf-8' };

export class AuthorizationServer {
  apps = new Map();
  codes = new Map();
  tokens = new Map();
  /** What the server was asked at its page where people agree. */
  asked = [];
  /** Replaces parts of the authorization response; `undefined` leaves one out. */
  lies = {};
  /** May answer in place of the token endpoint. */
  token = () => undefined;
  /** Refuses the proof that this client has (PKCE by S256). */
  wantsPlain = false;
  /** Header fields of the page where people agree. */
  headers = {};

  static async start() {
    const server = new AuthorizationServer();
    server.backend = await Backend.start();
    server.clear();
    return server;
  }

  get url() {
    return this.backend.url;
  }

  clear() {
    this.backend.clear();
    Object.assign(this, { lies: {}, wantsPlain: false, headers: {}, connectorIssuer: undefined, tokenAddress: undefined });
    this.token = () => undefined;
    for (const kept of [this.apps, this.codes, this.tokens]) kept.clear();
    this.asked.length = 0;
    this.backend.fault = (request) => this.#answer(request);
  }

  close() {
    return this.backend.close();
  }

  config() {
    const source = { id: 'there', name: 'Elsewhere', connector: `${this.url}/connector.json`, params: { site: this.url } };
    return { name: 'Test', sources: [source] };
  }

  /** The comments that were taken, with the account that each was sent as. */
  get taken() {
    return this.backend.requests
      .filter(({ method, path }) => method === 'POST' && path === '/comments')
      .map(({ headers, text }) => ({ as: this.#account(headers)?.name, body: JSON.parse(text).body }));
  }

  #connector() {
    return {
      format: 1, title: 'With OAuth', params: { site: { title: 'Address', kind: 'url' } }, base: '{+site}',
      posts: {
        request: '{+base}/posts', items: '$[*]', page: { kind: 'none' },
        map: { id: '@.id', title: '@.title', body: '@.body', author: { name: '@.author.name' } },
      },
      post: { request: '{+base}/posts/{post.id}' },
      comments: {
        request: { get: '{+base}/comments', query: { postId: '{{post.id}}' } },
        items: '$[*]', page: { kind: 'none' },
        map: { id: '@.id', body: '@.body', author: { name: '@.author.name' } },
        tree: { kind: 'flat', parent: '@.parentId' },
      },
      ops: {
        'comment.create': {
          request: {
            post: '{+base}/comments',
            json: { postId: '{{post.id}}', 'parentId?': '{{parent.id}}', body: '{{input.text}}' },
          },
        },
      },
      auth: {
        kind: 'oauth2', authorize: '{+base}/authorize', token: this.tokenAddress ?? '{+base}/token', scopes: 'read write',
        ...(this.connectorIssuer && { issuer: this.connectorIssuer }),
        client: {
          request: { post: '{+base}/apps', form: { client_name: 'Baraza', redirect_uris: '{{input.redirect}}' } },
          id: '$.client_id', secret: '$.client_secret',
        },
        send: { headers: { Authorization: 'Bearer {{auth.token}}' } },
        check: { request: '{+base}/me', account: { id: '$.id', name: '$.name' } },
        sign_out: { post: '{+base}/revoke', form: { token: '{{auth.token}}' } },
      },
      guest: { name: 'optional' },
      write: { format: 'text' },
    };
  }

  #account({ authorization = '' }) {
    return ACCOUNTS[this.tokens.get(authorization.replace('Bearer ', ''))];
  }

  #answer({ method, path, query, headers, text }) {
    const form = new URLSearchParams(text);
    if (path === '/connector.json') return { body: this.#connector() };
    if (path === '/favicon.ico') return { status: 204 };
    if (path === '/authorize') return this.#page(query);
    if (path === '/agree') return this.#sendBack(query);
    if (path === '/apps') return this.#register(form);
    if (path === '/token') return this.token(form) ?? this.#exchange(form);
    if (path === '/revoke') return { body: this.tokens.delete(form.get('token')) };
    const account = this.#account(headers);
    if (path === '/me') return account ? { body: account } : { status: 401, body: { error: 'who are you' } };
    const isKnown = account || !headers.authorization;
    if (method === 'POST' && !isKnown) return { status: 401, body: { error: 'The access token was revoked' } };
    return undefined;
  }

  #register(form) {
    const app = { client_id: randomUUID(), client_secret: randomUUID(), redirect: form.get('redirect_uris') };
    this.apps.set(app.client_id, app);
    return { body: app };
  }

  #problem(query) {
    const app = this.apps.get(query.get('client_id'));
    if (!app) return 'no such client';
    if (app.redirect !== query.get('redirect_uri')) return 'another address to come back to';
    if (query.get('response_type') !== 'code') return 'no code is asked for';
    if (!/^[\w-]{43}$/.test(query.get('state'))) return 'a state that can be guessed';
    if (!/^[\w-]{43}$/.test(query.get('code_challenge'))) return 'no proof';
    return undefined;
  }

  #page(query) {
    this.asked.push(Object.fromEntries(query));
    const problem = this.#problem(query);
    const link = (name, more) => `<p><a href="/agree?${new URLSearchParams([...query, ...more])}">${name}</a></p>`;
    const body = problem ?? [
      link('Agree as Ann', [['as', 'ann']]), link('Agree as Bob', [['as', 'bob']]), link('No', [['error', 'access_denied']]),
      '<p id="opener"></p><script>document.getElementById("opener").textContent = String(window.opener)</script>',
    ].join('');
    return { status: problem ? 400 : 200, headers: { ...html, ...this.headers }, body: `<!doctype html><title>Agree</title>${body}` };
  }

  #sendBack(query) {
    const code = randomUUID();
    const isPlain = this.wantsPlain && query.get('code_challenge_method') !== 'plain';
    const error = isPlain ? 'invalid_request' : query.get('error');
    const said = error
      ? { error, error_description: isPlain ? 'code_challenge_method must be plain' : undefined }
      : { code };
    if (query.get('code_challenge_method') === 'S256') this.codes.set(code, Object.fromEntries(query));
    const answer = { ...said, state: query.get('state'), ...this.lies };
    const given = Object.entries(answer).filter(([, value]) => value !== undefined);
    const location = `${query.get('redirect_uri')}?${new URLSearchParams(given)}`;
    return { status: 302, headers: { location }, body: '' };
  }

  #exchange(form) {
    const agreed = this.codes.get(form.get('code'));
    this.codes.delete(form.get('code'));
    const app = this.apps.get(form.get('client_id'));
    const proof = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    const isGood = agreed && app && app.client_secret === form.get('client_secret')
      && agreed.client_id === form.get('client_id') && agreed.redirect_uri === form.get('redirect_uri')
      && agreed.code_challenge === proof;
    if (!isGood) return { status: 400, body: { error: 'invalid_grant', error_description: 'The code is not good.' } };
    const token = `secret-of-${agreed.as}-${randomUUID()}`;
    this.tokens.set(token, agreed.as);
    return { body: { access_token: token, token_type: 'Bearer' } };
  }
}
