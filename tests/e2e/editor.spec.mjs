// The box to write in: links, quotations, names and emoji, the language.

import assert from 'node:assert/strict';
import { after, describe } from 'node:test';

import { loses, sees, until, useSite } from './harness.mjs';
import { check } from './support/axe.mjs';
import { Backend } from './support/backend.mjs';

/** A post with a comment, by somebody else each. */
async function aThread(api, words = 'The first paragraph.\n\nThe **second** one.') {
  const author = await api.signUp(`amina-${api.newName()}`);
  const other = await api.signUp(`joseph-${api.newName()}`);
  const { id } = await author.createPost('What do you think?', 'Say it here.');
  await other.comment(id, words);
  return { author, other, path: `/s/box/p/${id}`, id };
}

/** Somebody with an account, who needs no details of a guest to send. */
async function aMember(api, open) {
  const me = await api.signUp();
  const visitor = await open();
  await visitor.signIn(me.name, me.password, { remember: true });
  return visitor;
}

/** The text area, whatever role it has at the moment. */
const box = (visitor) => visitor.composer.locator('textarea');
const text = (visitor) => box(visitor).inputValue();
const offers = (visitor) => visitor.composer.getByRole('listbox', { name: 'Suggestions' });
const offered = (visitor) => offers(visitor).getByRole('option');

/** Selects words of the box. */
const select = (visitor, words) => box(visitor).evaluate((area, wanted) => {
  const start = area.value.indexOf(wanted);
  area.focus();
  area.setSelectionRange(start, start + wanted.length);
}, words);

/** Selects in the page from the beginning of one element to the end of another. */
const selectPage = (visitor, from, to = from) => visitor.page.evaluate(([first, last]) => {
  const found = (wanted) => {
    const all = document.querySelectorAll('.comment > .prose, .head .prose, .comment > .meta, .prose p');
    return [...all].findLast((each) => each.textContent.includes(wanted));
  };
  getSelection().setBaseAndExtent(found(first), 0, found(last), found(last).childNodes.length);
}, [from, to]);

/** Waits until what is kept on the device is what the box shows. */
const isKept = (visitor, words) => until(async () => {
  const drafts = Object.values(await visitor.kept('baraza:draft'));
  return drafts.some((draft) => draft.includes(JSON.stringify(words).slice(1, -1)));
}, `“${words}” is kept`);

describe('a link', () => {
  const site = useSite();

  site.test('is made of words that an address is pasted on, and undone by the browser', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path, permissions: ['clipboard-read', 'clipboard-write'] });
    const copy = (words) => visitor.page.evaluate((all) => navigator.clipboard.writeText(all), words);
    await visitor.startComment();
    await visitor.write('Read this page.');
    await copy('https://example.org/a?b=1');
    await select(visitor, 'this');
    await visitor.page.keyboard.press('Control+v');
    const linked = 'Read [this](https://example.org/a?b=1) page.';
    await until(async () => (await text(visitor)) === linked, 'the words are a link');
    await isKept(visitor, linked);
    await visitor.page.keyboard.type('!');
    assert.equal(await text(visitor), linked.replace(' page', '! page'));
    await visitor.page.keyboard.press('Control+z');
    await visitor.page.keyboard.press('Control+z');
    await until(async () => (await text(visitor)) === 'Read this page.', 'the link is undone');
    await isKept(visitor, 'Read this page.');

    await select(visitor, 'page');
    await copy('two words');
    await visitor.page.keyboard.press('Control+v');
    await until(async () => (await text(visitor)) === 'Read this two words.', 'words are pasted as they are');
    await copy('https://example.org/');
    await visitor.page.keyboard.press('Control+v');
    assert.equal(await text(visitor), 'Read this two wordshttps://example.org/.');
  });

  site.test('and every other mark is undone by the browser too', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.startComment();
    await visitor.write('Be bold.');
    await select(visitor, 'bold');
    await visitor.button('Bold', visitor.composer).click();
    assert.equal(await text(visitor), 'Be **bold**.');
    await isKept(visitor, 'Be **bold**.');
    await visitor.page.keyboard.press('Control+z');
    await until(async () => (await text(visitor)) === 'Be bold.', 'the mark is undone');
  });
});

describe('a quotation', () => {
  const site = useSite();

  site.test('is what is selected of others when the box opens', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await aMember(api, open);
    await visitor.go(path);
    await selectPage(visitor, 'The first paragraph.', 'The second one.');
    await visitor.startReply('The first');
    const quoted = '> The first paragraph.\n>\n> The second one.\n\n';
    await until(async () => (await text(visitor)) === quoted, 'the selection is quoted');
    await visitor.page.keyboard.type('I agree.');
    await isKept(visitor, `${quoted}I agree.`);
    await visitor.sendAndSee('I agree.');
    await sees(visitor.comment('I agree.').locator('blockquote', { hasText: 'The second one.' }));
  });

  site.test('is put below a draft, never in its place', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.startReply('The first');
    await visitor.write('Begun before.');
    await box(visitor).press('Escape');
    await loses(visitor.composer);
    await selectPage(visitor, 'The second one.');
    await visitor.startReply('The first');
    const both = 'Begun before.\n\n> The second one.\n\n';
    await until(async () => (await text(visitor)) === both, 'both are there');
    await visitor.page.keyboard.press('Control+z');
    await until(async () => (await text(visitor)) === 'Begun before.', 'the quotation is undone');
  });

  site.test('is what the button makes of the selection in the page, or in the box', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.startComment();
    await visitor.write('Mine.');
    await selectPage(visitor, 'Say it here.');
    await visitor.button('Quote', visitor.composer).click();
    await until(async () => (await text(visitor)) === 'Mine.\n\n> Say it here.\n\n', 'the post is quoted');
    await visitor.write('Theirs.');
    await select(visitor, 'Theirs.');
    await visitor.button('Quote', visitor.composer).click();
    assert.equal(await text(visitor), '> Theirs.');
  });

  site.test('is nothing of the app, and nothing that was selected long ago', async ({ api, open }) => {
    const { path, other } = await aThread(api);
    const visitor = await open({ path });
    await selectPage(visitor, other.name);
    await visitor.startReply('The first');
    assert.equal(await text(visitor), '');
    await box(visitor).press('Escape');
    await selectPage(visitor, 'The second one.');
    await visitor.page.keyboard.press('Shift');
    await visitor.page.evaluate(() => getSelection().removeAllRanges());
    await visitor.startReply('The first');
    assert.equal(await text(visitor), '');
  });
});

describe('a quotation in plain text', () => {
  let backend;
  const site = useSite(async () => {
    backend = await Backend.start();
    return { config: backend.config('json-server') };
  });
  after(() => backend.close());

  site.test('is known by its marks', async ({ open }) => {
    backend.clear();
    backend.thread({ id: '7', title: 'Plain', body: 'Nothing but text.', author: 'Ada' }, [
      { id: 1, postId: '7', body: 'One line\nand another.', author: 'Bob' },
    ]);
    const visitor = await open();
    await visitor.openPost('Plain');
    await selectPage(visitor, 'One line');
    await visitor.startReply('One line');
    await until(async () => (await text(visitor)) === '> One line\n> and another.\n\n', 'it is quoted');
    await sees(visitor.button('Quote', visitor.composer));
    assert.equal(await visitor.button('Bold', visitor.composer).count(), 0);
  });
});

describe('a name', () => {
  const site = useSite();

  site.test('of the discussion is offered after an @ and taken with the keyboard', async ({ api, open }) => {
    const { path, author, other } = await aThread(api);
    const visitor = await open({ path });
    await visitor.startComment();
    assert.equal(await box(visitor).getAttribute('aria-autocomplete'), 'list');
    await box(visitor).pressSequentially('Hello @');
    await loses(offers(visitor));
    await box(visitor).pressSequentially('AMI');
    await sees(offered(visitor).getByText(author.name));
    assert.equal(await offered(visitor).count(), 1);
    assert.equal(await box(visitor).getAttribute('role'), 'combobox');
    assert.equal(await box(visitor).getAttribute('aria-expanded'), 'true');
    assert.equal(await box(visitor).getAttribute('aria-controls'), await offers(visitor).getAttribute('id'));
    const { violations } = await check(visitor.page);
    assert.deepEqual(violations, []);
    await box(visitor).press('Enter');
    assert.equal(await text(visitor), `Hello @${author.name} `);
    await loses(offers(visitor));
    assert.equal(await box(visitor).getAttribute('aria-expanded'), null);
    await box(visitor).pressSequentially('and @jos');
    await sees(offers(visitor));
    await box(visitor).press('Tab');
    await isKept(visitor, `Hello @${author.name} and @${other.name} `);
    await box(visitor).pressSequentially('ann@example.org @zzz');
    await loses(offers(visitor));
  });

  site.test('is chosen with the arrows, and Escape closes no more than the list', async ({ api, open }) => {
    const { path, author, id } = await aThread(api);
    const second = await api.signUp(`amina-${api.newName()}`);
    await second.comment(id, 'One more.');
    const visitor = await open({ path });
    await visitor.startComment();
    await box(visitor).pressSequentially('@amina');
    await until(async () => (await offered(visitor).count()) === 2, 'two are offered');
    const active = async () => {
      const named = await box(visitor).getAttribute('aria-activedescendant');
      const chosen = offers(visitor).locator('[aria-selected="true"]');
      assert.equal(await chosen.getAttribute('id'), named);
      return chosen.innerText();
    };
    assert.match(await active(), new RegExp(author.name));
    await box(visitor).press('ArrowDown');
    assert.match(await active(), new RegExp(second.name));
    await box(visitor).press('ArrowDown');
    assert.match(await active(), new RegExp(author.name));
    await box(visitor).press('ArrowUp');
    await box(visitor).press('Escape');
    await loses(offers(visitor));
    await sees(visitor.composer);
    assert.equal(await text(visitor), '@amina');
    await box(visitor).press('Enter');
    assert.equal(await text(visitor), '@amina\n');
    await box(visitor).press('Backspace');
    await sees(offers(visitor));
    await box(visitor).press('ArrowUp');
    await box(visitor).press('Enter');
    assert.equal(await text(visitor), `@${second.name} `);
    await box(visitor).press('Escape');
    await loses(visitor.composer);
  });

  site.test('is taken with a finger', async ({ api, open }) => {
    const { path, other } = await aThread(api);
    const visitor = await open({ path, device: 'smallPhone' });
    await visitor.startComment();
    await box(visitor).pressSequentially('@jo');
    await offered(visitor).first().tap();
    await until(async () => (await text(visitor)) === `@${other.name} `, 'the name is taken');
    assert.ok(await box(visitor).evaluate((area) => area === document.activeElement), 'the keyboard stays');
    assert.equal(await visitor.overflows(), 0);
  });

  site.test('leaves sending and input methods alone', async ({ api, open }) => {
    const { path, author } = await aThread(api);
    const visitor = await aMember(api, open);
    await visitor.go(path);
    await visitor.startComment();
    const ime = await visitor.context.newCDPSession(visitor.page);
    await box(visitor).pressSequentially('To @');
    await ime.send('Input.imeSetComposition', { text: 'ami', selectionStart: 3, selectionEnd: 3 });
    await until(async () => (await text(visitor)) === 'To @ami', 'it is being put together');
    assert.equal(await offers(visitor).count(), 0);
    await ime.send('Input.insertText', { text: 'ami' });
    await sees(offered(visitor).getByText(author.name));
    await box(visitor).press('Control+Enter');
    await sees(visitor.comment('To @ami'));
    await loses(visitor.composer);
  });
});

describe('an emoji', () => {
  const site = useSite();

  site.test('is offered by its name', async ({ api, open }) => {
    const { path } = await aThread(api);
    const visitor = await open({ path });
    await visitor.startComment();
    await box(visitor).pressSequentially('See https://a.b at 12:30 :t');
    await loses(offers(visitor));
    await box(visitor).pressSequentially('ad');
    await sees(offered(visitor).getByText(':tada:'));
    await box(visitor).press('Tab');
    assert.equal(await text(visitor), 'See https://a.b at 12:30 🎉');
    await visitor.page.keyboard.press('Control+z');
    await until(async () => (await text(visitor)).endsWith(':tad'), 'the word is back');
  });
});

describe('the language', () => {
  const site = useSite();

  site.test('of what one writes is chosen once and told to sites that ask', async ({ api, open }) => {
    const { path, id } = await aThread(api);
    const visitor = await aMember(api, open);
    await visitor.go(path);
    await visitor.startComment();
    assert.equal(await box(visitor).getAttribute('lang'), null);
    await visitor.go('/settings');
    await visitor.page.getByLabel('Language of what you write').selectOption({ label: 'Kiswahili' });
    await visitor.reload();
    assert.equal(await visitor.page.getByLabel('Language of what you write').inputValue(), 'sw');
    await visitor.go(path);
    await visitor.startComment();
    assert.equal(await box(visitor).getAttribute('lang'), 'sw');
    assert.equal(await box(visitor).getAttribute('spellcheck'), 'true');
    await visitor.write('Habari za asubuhi.');
    await visitor.sendAndSee('Habari za asubuhi.');
    const sent = (await api.comments(id)).find(({ body }) => body === 'Habari za asubuhi.');
    assert.equal(sent.lang, 'sw');
  });
});
