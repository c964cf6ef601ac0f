// Writes down what a real WordPress answers, for the tests of the connector that run without one:
// `node tests/e2e/real/record-wordpress.mjs`. Each file is `{request, status, headers, body}`.
// The address is replaced, identifiers and dates come out the same each time.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startWordPress } from './wordpress.mjs';

const FOLDER = fileURLToPath(
  new URL('../../../crates/core/tests/fixtures/wordpress/recorded/', import.meta.url),
);
const ADDRESS = 'https://wordpress.example';
const HEADERS = ['content-type', 'x-wp-total', 'x-wp-totalpages', 'link', 'allow'];
const POSTS = '/wp/v2/posts';
const COMMENTS = '/wp/v2/comments';
const EMBED = { _embed: 'author,wp:term' };

const wordpress = await startWordPress({ log: console.log });
try {
  mkdirSync(FOLDER, { recursive: true });
  await readings();
  await refusals();
  await writings();
} finally {
  await wordpress.stop();
}

async function readings() {
  const { posts, comments } = wordpress;
  await record('index', '/', {
    query: {
      _fields: 'name,description,url,home,gmt_offset,timezone_string,namespaces,authentication',
    },
  });
  await record('posts', POSTS, { query: { per_page: 9, ...EMBED } });
  await record('posts-last-page', POSTS, { query: { per_page: 9, page: 4, ...EMBED } });
  await record('posts-past-the-end', POSTS, { query: { per_page: 9, page: 5, ...EMBED } });
  await record('posts-search', POSTS, { query: { search: 'heliotrope', ...EMBED } });
  await record('posts-search-nothing', POSTS, { query: { search: 'nothing like it', ...EMBED } });
  await record('post', `${POSTS}/${posts.tree}`, { query: EMBED });
  await record('post-hostile', `${POSTS}/${posts.hostile}`, { query: EMBED });
  await record('post-protected', `${POSTS}/${posts.protected}`, { query: EMBED });
  await record('post-missing', `${POSTS}/999999`);
  await record('comments', COMMENTS, { query: { post: posts.tree, per_page: 100, order: 'asc' } });
  await record('comments-first-of-two-pages', COMMENTS, {
    query: { post: posts.crowd, per_page: 100, order: 'asc' },
    keep: 3,
  });
  await record('comments-none', COMMENTS, { query: { post: posts.quiet } });
  await record('comment-held-for-guest', `${COMMENTS}/${comments.held}`);
  await record('tags', '/wp/v2/tags', { query: { per_page: 3, orderby: 'count', order: 'desc' } });
  await record('users-me', '/wp/v2/users/me', { as: 'lucia' });
  await record('users-me-edit', '/wp/v2/users/me', { as: 'warden', query: { context: 'edit' } });
  await record('users-me-guest', '/wp/v2/users/me');
  await record('users-me-bad-credentials', '/wp/v2/users/me', {
    as: { login: 'lucia', password: 'wrong' },
  });
  await record('users-me-unknown-name', '/wp/v2/users/me', {
    as: { login: 'nobody', password: 'wrong' },
  });
}

async function refusals() {
  const { posts, comments } = wordpress;
  const guest = { author_name: 'Ada', author_email: 'ada@guests.example' };
  await record(
    'comment-guest-refused',
    COMMENTS,
    post({ post: posts.reply, content: 'Hello', ...guest }),
  );
  await record(
    'comment-closed',
    COMMENTS,
    post({ post: posts.closed, content: 'Too late?' }, 'lucia'),
  );
  await record('comment-empty', COMMENTS, post({ post: posts.reply, content: '' }, 'lucia'));
  await record('comment-no-post', COMMENTS, post({ post: 999999, content: 'Where?' }, 'lucia'));
  await record(
    'comment-bad-credentials',
    COMMENTS,
    post({ post: posts.reply, content: 'Hi' }, { login: 'lucia', password: 'wrong' }),
  );
  await record(
    'comment-edit-refused',
    `${COMMENTS}/${comments.first}`,
    post({ content: 'Mine now' }, 'lucia'),
  );
  await record(
    'comment-edit-guest',
    `${COMMENTS}/${comments.first}`,
    post({ content: 'Mine now' }),
  );
  await record('comment-delete-refused', `${COMMENTS}/${comments.first}`, {
    method: 'DELETE',
    query: { force: true },
    as: 'lucia',
  });
  await record('comments-held-refused', COMMENTS, { query: { status: 'hold' }, as: 'lucia' });
  wordpress.allowGuests(true);
  await record(
    'comment-guest-without-name',
    COMMENTS,
    post({ post: posts.reply, content: 'Hello' }),
  );
  await record(
    'comment-guest-bad-email',
    COMMENTS,
    post({ post: posts.reply, content: 'Hello', ...guest, author_email: 'ada' }),
  );
  await record(
    'comment-too-long',
    COMMENTS,
    post({ post: posts.reply, content: 'a'.repeat(66_000), ...guest }),
  );
}

async function writings() {
  const { posts, comments } = wordpress;
  const guest = { author_name: 'Ada', author_email: 'ada@guests.example', author_url: '' };
  const reply = {
    post: posts.reply,
    parent: comments.second,
    content: 'A **bold** reply & a <b>tag</b>',
  };
  await record('comment-guest-held', COMMENTS, post({ ...reply, ...guest }));
  // WordPress compares what was sent with what it stored, which is the cleaned HTML: the same text
  // twice is a duplicate only when cleaning leaves it as it is. "&" and "\\" escape its notice.
  await record('comment-guest-held-twice', COMMENTS, post({ ...reply, ...guest }));
  const plain = { ...reply, content: 'Said in plain words', ...guest };
  await wordpress.rest(COMMENTS, post(plain));
  await record('comment-duplicate', COMMENTS, post(plain));
  const created = await record('comment-created', COMMENTS, post(reply, 'lucia'));
  await record('comment-newcomer-held', COMMENTS, post(reply, 'newcomer'));
  wordpress.limitPace(true);
  await record('comment-flood', COMMENTS, post({ ...reply, content: 'And another' }, 'lucia'));
  wordpress.limitPace(false);
  await record('comments-held', COMMENTS, { query: { status: 'hold', per_page: 2 }, as: 'warden' });
  await record(
    'comment-edited',
    `${COMMENTS}/${created.id}`,
    post({ content: 'Put better' }, 'warden'),
  );
  await record('comment-read-for-edit', `${COMMENTS}/${created.id}`, {
    query: { context: 'edit' },
    as: 'warden',
  });
  await record(
    'comment-approved',
    `${COMMENTS}/${comments.held}`,
    post({ status: 'approved' }, 'warden'),
  );
  await record('comment-trashed', `${COMMENTS}/${created.id}`, { method: 'DELETE', as: 'warden' });
  await record('comment-deleted', `${COMMENTS}/${created.id}`, {
    method: 'DELETE',
    query: { force: true },
    as: 'warden',
  });
  await record('comment-missing', `${COMMENTS}/${created.id}`);
}

function post(body, as) {
  return { method: 'POST', body, as };
}

/** Asks and writes the answer down; of a long list only the first `keep` items. */
async function record(name, path, { keep, ...options } = {}) {
  const answer = await wordpress.rest(path, options);
  const { as, ...request } = { path, ...options };
  if (request.body?.content?.length > 1000)
    request.body = { ...request.body, content: '66,000 letters' };
  const headers = {};
  for (const header of HEADERS) {
    if (answer.headers.has(header)) headers[header] = answer.headers.get(header);
  }
  const body = Array.isArray(answer.body) && keep ? answer.body.slice(0, keep) : answer.body;
  const by = typeof as === 'string' ? as : as?.login;
  const text = JSON.stringify(
    { request: { ...request, as: by }, status: answer.status, headers, body: trim(body) },
    null,
    1,
  )
    .replaceAll(wordpress.url, ADDRESS)
    // The moment of a write is the only thing that differs from one recording to the next.
    .replaceAll(/"((?:date|modified)(?:_gmt)?)": "(?!2025)[^"]+"/g, '"$1": "2025-10-01T12:00:00"')
    .replaceAll(/"registered_date": "[^"]+"/g, '"registered_date": "2025-10-01T12:00:00+00:00"');
  writeFileSync(join(FOLDER, `${name}.json`), `${text}\n`);
  console.log(`${answer.status} ${name}`);
  return answer.body;
}

/** Leaves out what no connector reads: hypermedia links of single items and capabilities. */
function trim(value) {
  if (Array.isArray(value)) return value.map(trim);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(
    ([name]) => !['_links', 'extra_capabilities', 'capabilities'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, inner]) => [name, trim(inner)]));
}
