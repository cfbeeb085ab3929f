// Owns: the page's side of contextBridge: functions that pass structured clones to the isolated world. Leaves to others:
// the other side (isolated-world.js). Runs before any script of the page; `handshake` is an event name nobody else knows.
(function (handshake) {
  const { structuredClone: clone, CustomEvent, Error, Promise, Map, Object } = window;
  const { defineProperty, freeze } = Object;
  /** A node outside the document, reachable from these two scripts alone; its events are the bridge. */
  let bridge;
  const listeners = new Map();
  const promises = new Map();
  const answers = new Map();
  let lastId = 0;

  const say = (name, detail) => bridge.dispatchEvent(new CustomEvent(name, { detail }));

  /** As in Electron: a function becomes callable on the other side, all else is cloned or refused, proxies included. */
  const pass = (value) => {
    if (typeof value === 'function') {
      listeners.set(++lastId, value);
      return { kind: 'function', id: lastId };
    }
    try {
      return { kind: 'value', value: clone(value) };
    } catch {
      throw new Error('An object could not be cloned.');
    }
  };

  const receive = (answer) => {
    if (answer.kind === 'value') return answer.value;
    if (answer.kind === 'function') return callable(answer.id);
    if (answer.kind === 'object')
      return freeze(Object.fromEntries(answer.members.map(([key, member]) => [key, receive(member)])));
    if (answer.kind === 'promise')
      return new Promise((resolve, reject) => promises.set(answer.id, { resolve, reject }));
    throw new Error(answer.message);
  };

  const callable = (id) =>
    freeze((...args) => {
      const call = ++lastId;
      say('call', { call, id, args: args.map(pass) });
      const answer = answers.get(call);
      answers.delete(call);
      return receive(answer);
    });

  window.addEventListener(
    handshake,
    (event) => {
      event.stopImmediatePropagation();
      bridge = event.relatedTarget;
      bridge.addEventListener('expose', ({ detail: [name, api] }) =>
        defineProperty(window, name, { value: receive(api), enumerable: true }),
      );
      bridge.addEventListener('answer', ({ detail: { call, answer } }) => answers.set(call, answer));
      bridge.addEventListener('callback', ({ detail: { id, args } }) => listeners.get(id)(...args));
      bridge.addEventListener('settle', ({ detail: { id, value, error } }) => {
        const { resolve, reject } = promises.get(id);
        promises.delete(id);
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      });
    },
    { once: true, capture: true },
  );
});
