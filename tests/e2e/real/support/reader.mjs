// What a person sees and does in the client, in the words of the tests against real servers.

import assert from 'node:assert/strict';

import { loses, sees, until, untilCount } from '../../harness.mjs';

/** A person with a browser of their own: a visitor who knows their way around one source. */
export class Reader {
  constructor(visitor, source) {
    this.visitor = visitor;
    this.source = source;
    this.page = visitor.page;
    this.main = visitor.main;
    this.composer = visitor.composer;
    this.alert = visitor.composer.getByRole('alert');
    this.thread = visitor.main.locator('ol.thread');
  }

  // Going somewhere.

  async openFeed() {
    await this.visitor.go(`/s/${this.source}`);
    await sees(this.visitor.posts);
  }

  /** Opens a post and waits for its comments, `count` of them where that is known. */
  async openPost(id, count) {
    await this.visitor.go(`/s/${this.source}/p/${encodeURIComponent(id)}`);
    await this.#waitForReplies(count);
  }

  async reload(count) {
    await this.visitor.reload();
    await this.#waitForReplies(count);
  }

  async #waitForReplies(count) {
    await sees(this.main.locator('.bar h2'));
    if (count === undefined) return;
    const words = count === 1 ? '1 reply' : `${count} replies`;
    await sees(this.main.getByRole('heading', { name: words, exact: true }));
    await untilCount(this.thread.locator('> li.comment'), count);
  }

  // Seeing.

  /** The posts of the list: `{id, title, author, tag}`. */
  cards() {
    return this.page.locator('article.post-card').evaluateAll((cards) =>
      cards.map((card) => ({
        id: decodeURIComponent(card.querySelector('h2 a').getAttribute('href').split('/p/')[1]),
        title: card.querySelector('h2').textContent.trim(),
        author: card.querySelector('.meta b')?.textContent,
        tag: card.querySelector('.tag')?.textContent,
      })),
    );
  }

  /** Waits until exactly these posts are listed, or these first ones. */
  async seesPosts(ids, { first = false } = {}) {
    const shown = async () =>
      (await this.cards()).map(({ id }) => id).slice(0, first ? ids.length : undefined);
    const expected = ids.map(String);
    await until(
      async () => (await shown()).join() === expected.join(),
      `posts ${expected} are listed`,
    ).catch(async () => assert.deepEqual(await shown(), expected));
  }

  /** The comments in the order they are read: `{id, level, parent, name, text, held}`. */
  async comments() {
    const rows = await this.thread.locator('> li.comment').evaluateAll((items) =>
      items.map((item) => ({
        id: decodeURIComponent(item.id.slice(2)),
        level: Number(item.getAttribute('aria-level')),
        name: item.querySelector(':scope > .meta b').textContent,
        // Not innerText: what is off the screen is not laid out, and has none.
        text: item.querySelector(':scope > .prose')?.textContent.trim(),
        held: item.querySelector(':scope > .notice.held')?.textContent.trim() ?? null,
      })),
    );
    const path = [];
    for (const row of rows) {
      path.length = row.level - 1;
      row.parent = path.at(-1) ?? null;
      path.push(row.id);
    }
    return rows;
  }

  /** Waits for the one comment whose text has `words`. */
  async comment(words) {
    await sees(this.visitor.comment(words));
    const found = (await this.comments()).filter(({ text }) => text?.includes(words));
    assert.equal(found.length, 1, `one comment says “${words}”`);
    return found[0];
  }

  row(id) {
    return this.page.locator(`[id="c-${id}"]`);
  }

  /** A text of one's own that is on its way. */
  waiting(text) {
    return this.main.locator('.unsent-row', { hasText: text });
  }

  /** The text in the open box. */
  written() {
    return this.visitor.editor.inputValue();
  }

  // Doing.

  async answer(id) {
    await this.row(id).getByRole('button', { name: 'Reply', exact: true }).click();
    await sees(this.visitor.editor);
  }

  async edit(id) {
    await this.row(id).getByRole('button', { name: 'Edit', exact: true }).click();
    await sees(this.visitor.editor);
  }

  async write(text) {
    await this.visitor.editor.fill(text);
  }

  /** Sends and waits until the server has taken it; a refusal is told in its own words. */
  async sendWell(button) {
    await this.visitor.send(button);
    const refused = sees(this.alert).then(async () =>
      assert.fail(`not taken: ${await this.alert.innerText()}`),
    );
    await Promise.race([loses(this.composer), refused]);
    refused.catch(() => {});
  }

  /** Sends and waits for the words that say why it was not taken. */
  async sendInVain(words, button) {
    await this.visitor.send(button);
    await sees(this.alert.getByText(words));
    return this.alert.innerText();
  }

  /** Signs in with what a person would paste; with `remember`, also for after a reload. */
  async signIn({ login, password, name }, { remember = true } = {}) {
    await this.visitor.go(`/s/${this.source}/account`);
    await this.main.locator('input[autocomplete=username]').fill(login);
    await this.main.locator('input[type=password]').fill(password);
    if (remember) await this.main.locator('form input[type=checkbox]').check();
    await this.main.locator('form button[type=submit]').click();
    if (name) await this.seesAccount(name);
  }

  /** Waits until the navigation shows an account by its name. */
  async seesAccount(name) {
    await sees(this.page.locator('nav.rail').getByRole('link', { name, exact: true }));
  }

  /** HTML as the text that a browser shows of it. */
  async plain(html) {
    // A page without the client's policy, which lets nobody but the client parse HTML.
    this.blank ??= await this.visitor.context.newPage();
    return this.blank.evaluate((source) => {
      const parsed = new DOMParser().parseFromString(source, 'text/html');
      return parsed.body.textContent;
    }, html);
  }
}

/** The same words, however they are broken into lines. */
export function words(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/** The same letters, whatever is between them: a list has no blanks between its items. */
export function letters(text) {
  return text.replace(/\s+/g, '');
}
