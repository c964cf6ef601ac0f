// What a browser complains about while somebody uses the app. A test fails over any complaint
// that it did not expect: violations of the content security policy, errors in the console,
// exceptions nobody caught, crashes, dialogs that no script of the app opens.

const MARK = 'content security policy violated';

/** Runs in every page before its own scripts: says which directive stopped what. */
function reportViolations(mark) {
  addEventListener('securitypolicyviolation', (event) => {
    const { violatedDirective, blockedURI, sourceFile, sample } = event;
    console.error(`${mark}: ${[violatedDirective, blockedURI, sourceFile, sample].join(' | ')}`);
  });
}

export class Complaints {
  #all = [];
  #expected = [];

  /** Listens to all pages of a context. */
  static async of(context) {
    const complaints = new Complaints();
    await context.addInitScript(reportViolations, MARK);
    const add = (text) => complaints.#all.push(text);
    context.on('console', (message) => {
      const { url = '' } = message.location();
      if (message.type() === 'error') add(`console: ${message.text()} (${url})`);
    });
    context.on('weberror', (error) => add(`exception: ${error.error().message}`));
    const watch = (page) => {
      watchWorkers(page).catch(() => { /* the page is gone already */ });
      page.on('crash', () => add('the page crashed'));
      page.on('dialog', (dialog) => {
        if (dialog.type() !== 'beforeunload') add(`a dialog opened: ${dialog.message()}`);
        dialog.dismiss().catch(() => {});
      });
    };
    const watchWorkers = async (page) => {
      const session = await context.newCDPSession(page);
      session.on('ServiceWorker.workerErrorReported', ({ errorMessage }) => {
        add(`service worker: ${errorMessage.errorMessage}`);
      });
      await session.send('ServiceWorker.enable');
    };
    context.pages().forEach(watch);
    context.on('page', watch);
    return complaints;
  }

  /** Says what will be complained about, by a pattern. */
  expect(...patterns) {
    this.#expected.push(...patterns);
  }

  /** The server is or will be away. */
  expectNoServer() {
    this.expect(/ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|FAILED)|when fetching the script/);
    // A service worker that was being installed gives up, which is right.
    this.expect(/service worker: (Failed to register|Uncaught \(in promise\) TypeError: Failed to fetch)/);
  }

  /** An answer with this status is part of the test. */
  expectStatus(...statuses) {
    this.expect(new RegExp(`responded with a status of (${statuses.join('|')})`));
  }

  /** What was complained about and not expected. */
  unexpected() {
    return this.#all.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }

  /** Violations of the content security policy alone. */
  violations() {
    return this.#all.filter((text) => text.includes(MARK));
  }

  forget() {
    this.#all.length = 0;
  }
}
