// Hands an authorization server's answer to the app, which waits in another window, and closes this
// one. By a BroadcastChannel: the way by `opener` is gone where either site isolates its windows
// (Cross-Origin-Opener-Policy). It decides nothing: whether an answer is good, the app knows alone.
(() => {
  'use strict';
  const PATIENCE = 3000;

  const { pathname, search } = location;
  // The code does not stay in the address, nor in the history.
  history.replaceState(null, '', pathname);

  const show = (name) => {
    for (const part of document.querySelectorAll('[data-case]')) part.hidden = part.dataset.case !== name;
  };

  const state = new URLSearchParams(search).get('state');
  if (!state || typeof BroadcastChannel !== 'function') {
    show('nothing');
    return;
  }
  const channel = new BroadcastChannel('baraza:oauth:v1');
  const late = setTimeout(show, PATIENCE, 'waiting');
  channel.onmessage = ({ data }) => {
    if (data?.taken !== state) return;
    clearTimeout(late);
    channel.close();
    show('taken');
    // Browsers let scripts close only what scripts have opened.
    close();
  };
  channel.postMessage({ answer: search });
})();
