// Somebody who uses the app: what they do, in terms of what they see.

import { loses, sees, until } from './waiting.mjs';

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class Visitor {
  constructor(context, page, complaints, server) {
    this.context = context;
    this.page = page;
    this.complaints = complaints;
    this.server = server;
  }

  get main() {
    return this.page.getByRole('main');
  }

  /** Opens an address of the app and waits until its content is there. */
  async go(path = '/') {
    await this.page.goto(this.server.url + path);
    await this.arrives();
  }

  async reload() {
    await this.page.reload();
    await this.arrives();
  }

  /** Waits until no outline stands in for content. */
  async arrives() {
    await sees(this.main.locator('h1, h2, .notice'));
    await until(
      () => this.page.evaluate(() => !document.querySelector('main .skeleton')),
      'the content arrives',
    );
  }

  /** Another tab of the same browser. */
  async newTab(path) {
    const page = await this.context.newPage();
    const other = new Visitor(this.context, page, this.complaints, this.server);
    if (path) await other.go(path);
    return other;
  }

  button(name, within = this.main) {
    return within.getByRole('button', { name, exact: typeof name === 'string' });
  }

  link(name, within = this.main) {
    return within.getByRole('link', { name, exact: typeof name === 'string' });
  }

  get posts() {
    return this.main.getByRole('article');
  }

  postTitles() {
    return this.posts.getByRole('heading', { level: 2 }).allInnerTexts();
  }

  /** Opens a post from the list that shows. */
  async openPost(title) {
    await this.link(title).click();
    await sees(this.main.getByRole('heading', { level: 1, name: title }));
    await this.arrives();
  }

  async openFirstPost() {
    const [title] = await this.postTitles();
    await this.openPost(title);
    return title;
  }

  /** All comments of the thread, folded ones too. */
  get comments() {
    return this.main.locator('li.comment:not([aria-hidden] *)');
  }

  /** The comment with these words in its own text. */
  comment(words) {
    const own = this.page.locator(':scope > .prose', { hasText: words });
    return this.comments.filter({ has: own }).first();
  }

  /** The message at the edge of the window. */
  toast(words) {
    return this.page.locator('.toasts').getByText(words);
  }

  get alert() {
    return this.main.getByRole('alert');
  }

  get composer() {
    return this.main.locator('form.composer');
  }

  get editor() {
    return this.composer.getByRole('textbox', { name: /^(Your comment|Your reply|Text)$/ });
  }

  /** Opens the box for a comment on the post. */
  async startComment() {
    await this.button('Write a comment').click();
    await sees(this.editor);
  }

  /** Opens the box for an answer to a comment. */
  async startReply(words) {
    await this.button('Reply', this.comment(words)).click();
    await sees(this.editor);
  }

  async startEdit(words) {
    await this.button('Edit', this.comment(words)).click();
    await sees(this.editor);
  }

  /** Puts words into the open box, key by key when there are few. */
  async write(text) {
    await this.editor.fill('');
    if (text.length < 40) await this.editor.pressSequentially(text);
    else await this.editor.fill(text);
  }

  async send(button = 'Send') {
    await this.button(button, this.composer).click();
  }

  /** Sends what is written and waits until the thread has it. */
  async sendAndSee(text, button = 'Send') {
    await this.send(button);
    await sees(this.comment(text));
    await loses(this.composer);
  }

  /** Tells who comments without an account. */
  async introduce(name, email) {
    await this.composer.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.composer.getByRole('textbox', { name: /^E-mail/ }).fill(email);
  }

  async signIn(name, password, { remember = false, from } = {}) {
    if (from !== 'here') await this.go('/account');
    await this.page.getByLabel('Name').fill(name);
    await this.page.getByLabel('Password').fill(password);
    if (remember) await this.page.getByLabel(/^Stay signed in/).check();
    await this.main.locator('form').getByRole('button', { name: 'Sign in' }).click();
    await sees(this.toast(new RegExp(`Welcome, ${escape(name)}`)));
  }

  async signUp(name, password) {
    await this.go('/account');
    await this.button('Create account', this.main.getByRole('group')).click();
    await this.page.getByLabel('Name').fill(name);
    await this.page.getByLabel('Password').fill(password);
    await this.main.locator('form').getByRole('button', { name: 'Create account' }).click();
    await sees(this.toast(new RegExp(`Welcome, ${escape(name)}`)));
  }

  /** What is kept on this device under keys that start so. */
  kept(prefix) {
    return this.page.evaluate((start) => {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(start));
      return Object.fromEntries(keys.map((key) => [key, localStorage.getItem(key)]));
    }, prefix);
  }

  /** What the database holds on a shelf, as `[key, text]`. */
  records(shelf) {
    return this.page.evaluate((name) => new Promise((resolve, reject) => {
      const opening = indexedDB.open('baraza');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        if (!database.objectStoreNames.contains(name)) {
          database.close();
          // Not the app's own: it would find it without shelves.
          indexedDB.deleteDatabase('baraza');
          resolve([]);
          return;
        }
        const store = database.transaction(name).objectStore(name);
        const [keys, values] = [store.getAllKeys(), store.getAll()];
        values.onsuccess = () => {
          database.close();
          resolve(keys.result.map((key, index) => [key, values.result[index]]));
        };
        values.onerror = () => reject(values.error);
      };
    }), shelf);
  }

  /** How far the page is scrolled. */
  offset() {
    return this.page.evaluate(() => scrollY);
  }

  /** Whether the page can be scrolled sideways, which nobody wants. */
  overflows() {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  }
}
