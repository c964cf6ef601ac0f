// Several accounts of one source: who speaks, and what stays when one leaves.

import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { loses, sees, until } from './harness.mjs';
import { THREAD, useAuthorization, opensWindow, agree, signIn, held } from './support/authorize.mjs';

describe('several accounts', () => {
  const { site, there } = useAuthorization();

  site.test('are listed, and one replies as the one that is chosen', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    await signIn(visitor, 'Ann', { remember: true });
    await signIn(visitor, 'Bob', { another: true, remember: true });
    await visitor.link('Bob', visitor.page.getByRole('navigation', { name: 'Main' }).first()).click();
    await sees(visitor.main.getByText('You are commenting as Bob.'));
    await visitor.button('Comment as Ann').click();
    await sees(visitor.main.getByText('You are commenting as Ann.'));
    await visitor.button('Comment as Bob').click();
    await sees(visitor.main.getByText('You are commenting as Bob.'));
    await visitor.go(THREAD);
    await visitor.startReply('What do you think?');
    await sees(visitor.composer.getByText('You are commenting as'));
    await visitor.write('As the second.');
    await visitor.send();
    await sees(visitor.comment('As the second.'));
    assert.deepEqual(there.server.taken, [{ as: 'Bob', body: 'As the second.' }]);
  });

  site.test('are picked in the box for one reply, and the choice for the rest stays', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    await signIn(visitor, 'Ann', { remember: true });
    await signIn(visitor, 'Bob', { another: true, remember: true });
    await visitor.go(THREAD);
    await visitor.startReply('What do you think?');
    const who = visitor.composer.getByRole('combobox', { name: 'Comment as' });
    const speaker = () => who.evaluate(({ selectedOptions: [option] }) => option.textContent);
    await visitor.write('Said by the first.');
    await who.selectOption('Ann');
    await visitor.send();
    await sees(visitor.comment('Said by the first.'));
    await visitor.startReply('What do you think?');
    assert.equal(await speaker(), 'Bob');
    await visitor.write('Said by the second.');
    await visitor.send();
    await sees(visitor.comment('Said by the second.'));
    const taken = there.server.taken.map(({ as, body }) => [as, body]);
    assert.deepEqual(taken, [['Ann', 'Said by the first.'], ['Bob', 'Said by the second.']]);
  });

  site.test('do not speak for one another: who is signed out meanwhile signs in again', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    visitor.complaints.expectStatus(401);
    await signIn(visitor, 'Ann', { remember: true });
    await signIn(visitor, 'Bob', { another: true, remember: true });
    await visitor.go(THREAD);
    await visitor.startReply('What do you think?');
    await visitor.composer.getByRole('combobox', { name: 'Comment as' }).selectOption('Ann');
    await visitor.write('Only as Ann.');
    for (const [token, name] of there.server.tokens) if (name === 'ann') there.server.tokens.delete(token);
    for (let again = 0; again < 2; again += 1) {
      await visitor.send();
      await sees(visitor.alert.getByText('Your sign-in is no longer valid'));
      assert.equal(await visitor.editor.inputValue(), 'Only as Ann.');
    }
    // One request, with the secret of Ann, which was refused; none as Bob.
    assert.deepEqual(there.server.taken.map(({ as }) => as), [undefined]);
    await visitor.go('/account');
    await sees(visitor.button('Sign in again as Ann'));
    await sees(visitor.main.getByText('You are commenting as Bob.'));
  });

  site.test('leave no trace when one of them is signed out, and the other stays', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    await signIn(visitor, 'Ann', { remember: true });
    await signIn(visitor, 'Bob', { another: true, remember: true });
    await visitor.go('/account');
    assert.ok((await held(visitor)).includes('secret-of-bob'));
    await visitor.button('Sign out of Bob').click();
    await sees(visitor.main.getByText('You are commenting as Ann.'));
    await loses(visitor.toast('Signed out.'));
    const left = await held(visitor);
    assert.ok(!/secret-of-bob|Bob/.test(left.replaceAll('"body":"', '')), 'a trace of the account is left');
    assert.ok(left.includes('secret-of-ann'));
    await until(() => ![...there.server.tokens.values()].includes('bob'), 'the server was told');
    await visitor.button('Sign out of Ann').click();
    await sees(visitor.main.getByRole('heading', { name: 'Sign in' }));
    assert.deepEqual(await visitor.kept('baraza:session'), {});
  });

  site.test('stay in the list when a sign-in has ended, to be signed in to again', async ({ open }) => {
    const visitor = await open({ path: THREAD });
    visitor.complaints.expectStatus(401);
    await signIn(visitor, 'Ann', { remember: true });
    await visitor.go(THREAD);
    there.server.tokens.clear();
    await visitor.startReply('What do you think?');
    await visitor.write('Too late.');
    await visitor.send();
    await sees(visitor.alert.getByText('Your sign-in is no longer valid'));
    assert.ok(!(await held(visitor)).includes('secret-of-ann'), 'a secret that is good for nothing is not kept');
    await visitor.reload();
    await visitor.go('/account');
    await sees(visitor.main.getByText('Its sign-in has ended'));
    await sees(visitor.button('Sign in again as Ann'));
    const popup = await opensWindow(visitor);
    await agree(popup, 'Ann');
    await sees(visitor.toast('Welcome, Ann.'));
    await visitor.go('/account');
  });

  site.test('are found where one was kept by an earlier release', async ({ open }) => {
    there.server.tokens.set('old-token', 'ann');
    const visitor = await open({ path: null });
    const old = JSON.stringify({ auth: { token: 'old-token' }, account_id: '1', account_name: 'Ann', roles: [] });
    await visitor.page.addInitScript((text) => {
      if (!sessionStorage.seeded) localStorage.setItem('baraza:session:v1:there', text);
      sessionStorage.seeded = '1';
    }, old);
    await visitor.go('/account');
    await sees(visitor.main.getByText('You are commenting as Ann.'));
    await signIn(visitor, 'Bob', { another: true });
    assert.deepEqual(Object.keys(await visitor.kept('baraza:session')), ['baraza:session:v2:there']);
    await visitor.go('/account');
    await sees(visitor.main.getByText('You are commenting as Ann.'));
  });
});
