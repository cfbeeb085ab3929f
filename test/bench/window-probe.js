// Owns: what runs in the page to measure it: from a key to the frame that shows what came of it, and the gaps between
// frames while the list is scrolled. Leaves to others: pressing keys, and what the figures are compared with (window.ts,
// which evaluates this text in the page and knows `globalThis.probe` by its type `Probe`).
/* global document, HTMLInputElement, MutationObserver, requestAnimationFrame, setTimeout */
(() => {
  const measured = { typed: [], opened: [] };
  let rows = 0;
  /** The key that is not answered yet: when it went down, in ms of the page's clock, and who was open then. */
  let pressed = null;
  /** Told when the answer to the last key has been drawn. */
  let told = null;
  const person = () => document.querySelector('[data-testid=contact-name]')?.getAttribute('data-id') ?? null;
  const isBusy = () =>
    document.querySelector('[data-testid=list-body]')?.getAttribute('aria-busy') === 'true';
  const isAnswered = () => (pressed.kind === 'typed' ? !isBusy() : person() !== pressed.person);
  const press = (event) => {
    const kind = event.target instanceof HTMLInputElement ? 'typed' : 'opened';
    pressed = { at: event.timeStamp, kind, person: person(), answered: false };
  };
  document.addEventListener(
    'keydown',
    (event) =>
      !event.ctrlKey && (event.key.length === 1 || event.key.startsWith('Arrow')) ? press(event) : null,
    true,
  );
  // Letters that no key has come without one.
  document.addEventListener('beforeinput', (event) => (pressed === null ? press(event) : null), true);
  const drawn = ({ at, kind }) => {
    measured[kind].push(performance.now() - at);
    pressed = null;
    told?.();
    rows = Math.max(rows, document.querySelectorAll('[role=option]').length);
  };
  new MutationObserver(() => {
    if (pressed === null || pressed.answered || !isAnswered()) return;
    const answered = pressed;
    answered.answered = true;
    // The frame that shows it has been drawn when a message that was posted within it arrives.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => drawn(answered);
      port2.postMessage(null);
    });
  }).observe(document.body, { subtree: true, childList: true, attributes: true });

  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  globalThis.probe = {
    /** What was measured since this was asked last, in ms, and the most rows that the page ever held. */
    take: () => ({ typed: measured.typed.splice(0), opened: measured.opened.splice(0), rows }),
    /** Waits until the answer to the last key has been drawn. */
    answered: () =>
      pressed === null
        ? null
        : new Promise((resolve, reject) => {
            told = resolve;
            setTimeout(() => reject(new Error('A key has had no answer for ten seconds')), 10_000);
          }),
    /** Scrolls the list from its start to its end in so many frames, and gives the times between them. */
    async scroll(frames) {
      const list = document.querySelector('[data-testid=person-list]');
      const gaps = [];
      let before = await frame();
      for (let n = 1; n <= frames; n++) {
        list.scrollTop = (n / frames) * (list.scrollHeight - list.clientHeight);
        const now = await frame();
        gaps.push(now - before);
        before = now;
      }
      return gaps;
    },
  };
})();
