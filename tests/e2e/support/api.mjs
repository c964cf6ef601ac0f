// The API of the box, for what a test needs to be there before somebody looks at it.

export class Api {
  #number = 0;

  constructor(server, token) {
    this.server = server;
    this.token = token;
  }

  /** Sends a request and hands out what came back, refused or not. */
  async ask(method, path, body) {
    const headers = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    const response = await fetch(`${this.server.url}/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  }

  async #done(method, path, body) {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** Makes an account, and a client that acts for it. */
  async signUp(name = this.newName(), password = 'correct horse battery') {
    const { token, account } = await this.#done('POST', '/accounts', { name, password });
    return Object.assign(new Api(this.server, token), { account, name, password });
  }

  async signIn(name, password) {
    const { token, account } = await this.#done('POST', '/sessions', { name, password });
    return Object.assign(new Api(this.server, token), { account, name, password });
  }

  /** The account of the sample that moderates. */
  moderator() {
    return this.signIn('demo', 'demo-demo-demo');
  }

  newName() {
    this.#number += 1;
    return `person-${process.pid}-${Date.now() % 100_000}-${this.#number}`;
  }

  posts(query = '') {
    return this.#done('GET', `/posts?limit=100${query}`).then((page) => page.items);
  }

  post(id) {
    return this.#done('GET', `/posts/${id}`);
  }

  /** A post of the sample, by words of its title or its language. */
  async find(test) {
    const posts = await this.posts();
    const found = posts.find(test);
    if (!found) throw new Error('no such post in the sample');
    return found;
  }

  comments(post) {
    return this.#done('GET', `/posts/${post}/comments?limit=500`).then((page) => page.items);
  }

  createPost(title, body, more = {}) {
    return this.#done('POST', '/posts', { title, body, ...more });
  }

  comment(post, body, parent) {
    const details = parent ? { body, parent_id: parent } : { body };
    return this.#done('POST', `/posts/${post}/comments`, details);
  }

  async approve(comment) {
    return this.#done('POST', `/comments/${comment}/approve`);
  }

  signOut() {
    return this.#done('DELETE', '/sessions/current');
  }
}
