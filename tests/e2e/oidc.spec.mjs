// Signing in to the server in the box with a real OpenID Connect provider (oidc-provider), step by
// step as a browser and a client would. What must not work is in `crates/server/tests/api/oauth`.

import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import Provider from 'oidc-provider';

import { Server } from './support/server.mjs';

const TIMEOUT = 30_000;
const SECRET = 'a secret, with %:';
const API = '/api/v1';

const word = () => randomBytes(32).toString('base64url');

/** A provider at which everybody may sign in, with any password. */
class Site {
  #server = createServer((request, response) => this.#answer(request, response));
  #answer;

  /** Takes a port, so that its address is known before its clients are. */
  async listen() {
    await new Promise((done) => { this.#server.listen(0, '127.0.0.1', done); });
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Begins to answer; people come back to `callbacks`, by client. */
  open(callbacks) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const methods = { one: 'client_secret_basic', plain: 'client_secret_post', wrong: 'client_secret_basic' };
    const provider = new Provider(this.url, {
      clients: Object.entries(callbacks).map(([client_id, callback]) => ({
        client_id,
        client_secret: client_id === 'wrong' ? 'another' : SECRET,
        redirect_uris: [callback],
        token_endpoint_auth_method: methods[client_id],
      })),
      claims: { openid: ['sub'], profile: ['name'] },
      cookies: { keys: [word()] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} of the site` }) }),
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    });
    this.#answer = provider.callback();
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((done) => { this.#server.close(done); });
  }
}

/** A browser that follows nothing by itself and keeps cookies by host and port. */
class Browser {
  #cookies = new Map();

  async open(url, form) {
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map();
    this.#cookies.set(origin, jar);
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      redirect: 'manual',
      headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0].split(/=(.*)/s);
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    const location = answer.headers.get('location');
    return { status: answer.status, location: location && new URL(location, url).href, text: await answer.text() };
  }

  /** Goes where it is sent until it is at `stop`; on the way it does what the pages ask for. */
  async follow(url, stop, { name, refuses }) {
    let here = url;
    for (let steps = 0; steps < 20; steps += 1) {
      if (here.startsWith(stop)) return Object.fromEntries(new URL(here).searchParams);
      let page = await this.open(here);
      if (!page.location) {
        const action = /action="([^"]+)"/.exec(page.text)?.[1];
        assert.ok(action, page.text);
        const [, prompt] = /name="prompt" value="(\w+)"/.exec(page.text);
        const target = new URL(action, here).href;
        page = refuses
          ? await this.open(`${target}/abort`)
          : await this.open(target, { prompt, login: name, password: 'any' });
      }
      assert.ok(page.location, `${page.status} ${page.text}`);
      here = page.location;
    }
    throw new Error(`sent around in circles: ${here}`);
  }
}

describe('signing in with an OpenID Connect provider', () => {
  const site = new Site();
  let folder;
  let box;

  before(async () => {
    await site.listen();
    folder = await mkdtemp(join(tmpdir(), 'baraza-oidc-'));
    const file = join(folder, 'providers.json');
    const common = (id) => ({ id, title: id, client_id: id, client_secret: { env: 'BARAZA_TEST_SECRET' } });
    const providers = [
      { ...common('one'), issuer: site.url },
      { ...common('wrong'), issuer: site.url },
      {
        ...common('plain'),
        authorization_endpoint: `${site.url}/auth`,
        token_endpoint: `${site.url}/token`,
        userinfo_endpoint: `${site.url}/me`,
        subject: 'sub',
        name: 'name',
        scopes: 'openid profile',
      },
    ];
    await writeFile(file, JSON.stringify({ providers }));
    process.env.BARAZA_TEST_SECRET = SECRET;
    box = await Server.start({ flags: ['--no-sample', '--providers', file] });
    const callback = ({ id }) => [id, `${box.url}${API}/oauth/callback/${id}`];
    site.open(Object.fromEntries(providers.map(callback)));
  });

  after(async () => {
    await box?.close();
    await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The whole way as far as the client's own address, and what it needs to go on from there. */
  async function come(provider, who) {
    const client = { verifier: word(), state: word(), redirect: `${box.url}/oauth.html` };
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'baraza',
      redirect_uri: client.redirect,
      state: client.state,
      code_challenge: createHash('sha256').update(client.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      provider,
    });
    const start = `${box.url}${API}/oauth/authorize?${query}`;
    const answer = await new Browser().follow(start, client.redirect, who);
    assert.equal(answer.state, client.state);
    assert.equal(answer.iss, box.url);
    return { client, answer };
  }

  async function me(provider, name) {
    const { client, answer } = await come(provider, { name });
    assert.ok(answer.code, JSON.stringify(answer));
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'baraza',
      code: answer.code,
      redirect_uri: client.redirect,
      code_verifier: client.verifier,
    });
    const exchanged = await fetch(`${box.url}${API}/oauth/token`, { method: 'POST', body });
    assert.equal(exchanged.status, 200);
    const { access_token: token } = await exchanged.json();
    const headers = { authorization: `Bearer ${token}` };
    const known = await fetch(`${box.url}${API}/me`, { headers });
    assert.equal(known.status, 200);
    return known.json();
  }

  test('a person signs in, and is the same one the next time', { timeout: TIMEOUT }, async () => {
    const ann = await me('one', 'Ann');
    assert.equal(ann.name, 'Ann of the site');
    assert.deepEqual(await me('one', 'Ann'), ann);
    const bob = await me('one', 'Bob');
    assert.notEqual(bob.id, ann.id);
  });

  test('a site with an answer of its own form will do as well', { timeout: TIMEOUT }, async () => {
    const cy = await me('plain', 'Cy');
    assert.equal(cy.name, 'Cy of the site');
    assert.deepEqual(await me('plain', 'Cy'), cy);
  });

  test('who refuses at the provider is not signed in', { timeout: TIMEOUT }, async () => {
    const { answer } = await come('one', { refuses: true });
    assert.equal(answer.error, 'access_denied');
    assert.equal(answer.code, undefined);
  });

  test('a server with the wrong secret signs nobody in', { timeout: TIMEOUT }, async () => {
    const { answer } = await come('wrong', { name: 'Ann' });
    assert.equal(answer.error, 'server_error');
    assert.match(answer.error_description, /did not take the code/);
  });
});
