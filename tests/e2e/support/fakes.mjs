// Backends that others have, as far as a reader asks them: what a `Backend` answers in place of its
// own data, to be put into its `fault`.

/** A WordPress with these posts (`{id, title, date, comments}`) and one account. */
export function wordpress(posts, account) {
  const time = (date) => ({ date, date_gmt: date });
  const shown = ({ id, title, date }) => ({
    id, ...time(date), link: `https://blog.example/?p=${id}`, author: 1, sticky: false, comment_status: 'open',
    title: { rendered: title }, content: { rendered: `<p>The text of ${title}.</p>` }, excerpt: { rendered: '' },
    _embedded: { author: [{ name: 'Ada', link: 'https://blog.example/ada', avatar_urls: {} }], 'wp:term': [] },
  });
  const said = (post) => (post?.comments ?? []).map((words, index) => ({
    id: Number(post.id) * 100 + index, post: Number(post.id), parent: index && Number(post.id) * 100, author: 0,
    author_name: 'Bob', author_url: '', ...time(post.date), link: '', status: 'approved', type: 'comment',
    content: { rendered: `<p>${words}</p>` }, author_avatar_urls: {},
  }));
  const headers = { 'x-wp-total': '9', 'x-wp-totalpages': '1' };
  return ({ query, headers: sent }) => {
    const route = query.get('rest_route');
    const [, id] = /^\/wp\/v2\/posts\/(\d+)$/.exec(route) ?? [];
    const find = (wanted) => posts.find((post) => String(post.id) === wanted);
    if (route === '/') return { body: { namespaces: ['oembed/1.0', 'wp/v2'] } };
    if (route === '/wp/v2/posts') return { headers, body: posts.map(shown) };
    if (find(id)) return { body: shown(find(id)) };
    if (route === '/wp/v2/comments') return { headers, body: said(find(query.get('post'))) };
    if (route === '/wp/v2/users/me' && account && sent.authorization === `Basic ${btoa(account)}`) {
      return { body: { id: 1, name: account.split(':')[0], roles: ['author'] } };
    }
    const status = route === '/wp/v2/users/me' ? 401 : 404;
    return { status, body: { code: 'rest_not_logged_in', message: 'You are not currently logged in.' } };
  };
}

/** An API that no preset knows: stories under /v1/stories, what is said about each below it. */
export function stories(all) {
  return ({ path }) => {
    const [, id, under] = /^\/v1\/stories(?:\/([^/]+)(\/comments)?)?$/.exec(path) ?? [];
    if (path === '/v1/stories') return { body: { count: all.length, stories: all.map(told) } };
    const story = all.find((each) => String(each.id) === id);
    if (story && under) return { body: story.comments.map(answered) };
    if (story) return { body: told(story) };
    return { status: 404, body: { error: 'no such route' } };
  };
}

function told({ id, title, kicker, text, date, comments }) {
  return {
    id, title, kicker, body: text, author: { name: 'Ada', avatar: 'https://stories.example/ada.png' },
    created_at: date, comments_count: comments.length,
  };
}

function answered({ id, parent = null, text }, index) {
  const minute = String(index).padStart(2, '0');
  return { id, parent_id: parent, author: { name: 'Bob' }, body: text, created_at: `2026-02-03T04:${minute}:06Z` };
}
