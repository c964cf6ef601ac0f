// What clients do that take no care, as controls: it runs in a page without protection.

/** Signs in, reads all pages, answers; follows wherever it is led to, and keeps its secret. */
export async function careless({ home, auth, user, password, token }) {
  const json = { 'content-type': 'application/json' };
  const asked = async (address, options = {}) => {
    try {
      const response = await fetch(address, options);
      return { body: await response.json(), link: /<(.*)>/.exec(response.headers.get('link') ?? '')?.[1] };
    } catch {
      return { body: {} };
    }
  };
  let secret = token;
  if (auth === 'name and password') {
    const body = JSON.stringify({ user, secret: password });
    secret = (await asked(`${home}/session`, { method: 'POST', headers: json, body })).body.token;
  }
  localStorage.setItem('secret', secret);
  const field = {
    'name and password': { authorization: `Bearer ${secret}` },
    'name and password with each request': { authorization: `Basic ${btoa(`${user}:${password}`)}` },
    'a token in a header field of its own': { 'x-api-key': secret },
  }[auth];
  const signed = (address) => (auth === 'a token in the address' ? `${address}?key=${secret}` : address);
  const inBody = auth === 'a token in the body' ? { i: secret } : undefined;
  const options = inBody
    ? { method: 'POST', headers: json, body: JSON.stringify(inBody) }
    : { headers: field };
  const { body, link } = await asked(signed(`${home}/posts`), options);
  const next = body.next ?? link;
  if (next) await asked(signed(new URL(next, home).href), options);
  await asked(signed(`${home}/comments/new`), { method: 'POST', headers: { ...json, ...field }, body: JSON.stringify({ text: 'Hello.', ...inBody }) });
}

/** Keeps who is signed in and what they read; forgets the token alone when they sign out. */
export async function forgetful({ name, words }) {
  localStorage.setItem('user', name);
  localStorage.setItem('token', 'secret');
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open('cache');
    opening.onupgradeneeded = () => opening.result.createObjectStore('threads').put(words, 'thread');
    opening.onsuccess = () => { opening.result.close(); resolve(); };
    opening.onerror = () => reject(opening.error);
  });
  localStorage.removeItem('token');
}

/** Sends texts in turn, each anew until there is a good answer; the server cannot know them again. */
export async function insistent({ address, texts }) {
  const headers = { 'content-type': 'application/json' };
  for (const body of texts) {
    const options = { method: 'POST', headers, body: JSON.stringify({ body }) };
    const isTaken = () => fetch(address, options).then((response) => response.ok, () => false);
    for (let tries = 0; tries < 5 && !(await isTaken()); tries += 1);
  }
}

/** Queues texts for all tabs; each tab sends all that is there as soon as there is a network. */
export function eager({ address, texts }) {
  const queue = () => JSON.parse(localStorage.getItem('queue') ?? '[]');
  localStorage.setItem('queue', JSON.stringify([...queue(), ...texts]));
  addEventListener('online', async () => {
    for (const body of queue()) {
      const headers = { 'content-type': 'application/json' };
      await fetch(address, { method: 'POST', headers, body: JSON.stringify({ body }) });
    }
    localStorage.removeItem('queue');
  });
}
