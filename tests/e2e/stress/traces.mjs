// What a page has left in the browser, in every place where something can be kept, and whether it
// tells a secret in any of its spellings.

/** The spellings in which a secret may turn up: as it is, and in base 64 as `Authorization: Basic` has it. */
export function spellings(secret, user = '') {
  return [secret, encodeURIComponent(secret), btoa(secret), btoa(`${user}:${secret}`)];
}

export function tells(text, secrets) {
  return secrets.some((secret) => text.includes(secret));
}

/** In the page: all entries of all places, as `[place, text]`. */
async function dump() {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = [];
  for (const [name, storage] of [['local storage', localStorage], ['session storage', sessionStorage]]) {
    for (const [key, text] of Object.entries(storage)) found.push([`${name}, ${key}`, text]);
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await promised(indexedDB.open(name));
    for (const shelf of database.objectStoreNames) {
      const store = database.transaction(shelf).objectStore(shelf);
      const [keys, values] = await Promise.all([promised(store.getAllKeys()), promised(store.getAll())]);
      keys.forEach((key, index) => found.push([`database, ${shelf}, ${key}`, JSON.stringify(values[index])]));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request, { ignoreVary: true });
      const headers = JSON.stringify([...request.headers, ...response.headers]);
      found.push([`cache, ${request.url}`, `${headers} ${await response.text()}`]);
    }
  }
  return [...found, ['cookie', document.cookie], ['address', location.href], ['name of the window', globalThis.name]];
}

/** The places of this page's site in which one of the secrets is. */
export async function traces(page, secrets) {
  const entries = await page.evaluate(dump);
  return entries.filter((entry) => tells(entry.join(' '), secrets)).map(([place]) => place);
}
