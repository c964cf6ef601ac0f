// Comments that wait for a moderator of an Isso.

import assert from 'node:assert/strict';

import { sees, until } from '../../harness.mjs';
import { kept } from './stage.mjs';

/** Lets the newest comment through, as the link does that Isso sends to the moderator. */
async function approve(there) {
  const link = await until(
    () => there.log().match(/Activate comment: \S*(\/id\/\d+\/activate\/\S+)/g)?.at(-1),
    'Isso tells the moderator',
  );
  const path = /\/id\/.*/.exec(link)[0];
  const answer = await fetch(there.url + path, { method: 'POST' });
  assert.ok(answer.ok, `${answer.status} ${await answer.text()}`);
}

/** Registers the tests of a stage. */
export function waiting(stage) {
  stage.test('only its author sees it until it is let through', async ({ there, visit }) => {
    const page = '/held/';
    const text = 'May I come in?';
    const reader = await visit({ device: 'phone' });
    await reader.openPost(page);
    await reader.visitor.startComment();
    await reader.visitor.introduce('Dee', 'dee@guests.example');
    await reader.write(text);
    await reader.sendWell();
    await sees(reader.visitor.toast(/A moderator will look at it/));
    assert.match((await reader.comment(text)).held, /waiting for a moderator/);
    await reader.reload();
    assert.match((await reader.comment(text)).held, /waiting for a moderator/);
    const stranger = await visit();
    await stranger.openPost(page);
    assert.equal(await stranger.page.getByText(text).count(), 0);

    await approve(there);
    await stranger.reload();
    await sees(stranger.visitor.comment(text));
    await reader.reload(1);
    assert.equal((await reader.comment(text)).held, null);
  });

  stage.test('its author may change it and take it back', async ({ there, visit }) => {
    const page = '/taken-back/';
    const reader = await visit();
    const { visitor } = reader;
    await reader.openPost(page);
    await visitor.startComment();
    await reader.write('I am not sure');
    await reader.sendWell();
    const { id } = await reader.comment('I am not sure');
    await reader.edit(id);
    await reader.write('I am not sure at all');
    await reader.sendWell('Save');
    assert.match((await reader.comment('not sure at all')).held, /waiting for a moderator/);
    await visitor.button('Delete', reader.row(id)).click();
    await visitor.button('Delete for good', reader.row(id)).click();
    await sees(reader.row(id).getByText('Deleted by its author'));
    await reader.reload();
    assert.equal(await reader.row(id).count(), 0);
    assert.equal((await kept(there, page)).length, 0);
  });
}
