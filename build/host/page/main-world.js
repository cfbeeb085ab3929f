// Owns: the page's side of contextBridge: functions that pass structured clones to the isolated world. Leaves to others:
// the other side (isolated-world.js). Runs before any script of the page; `handshake` is an event name nobody else knows.
(function (handshake, { isPlain }) {
  const { structuredClone: clone, CustomEvent, Error, Promise, Map, Object } = window;
  const { defineProperty, freeze } = Object;
  const { parse, stringify } = JSON;
  /** A node outside the document, reachable from these two scripts alone; its events are the bridge. */
  let bridge;
  const listeners = new Map();
  const promises = new Map();
  const answers = new Map();
  let lastId = 0;

  // A text crosses as it is; an object would be cloned on its way.
  const say = (name, detail) =>
    bridge.dispatchEvent(new CustomEvent(name, { detail: isPlain(detail) ? stringify(detail) : detail }));
  const said = ({ detail }) => (typeof detail === 'string' ? parse(detail) : detail);

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
      bridge.addEventListener('expose', (event) => {
        const [name, api] = said(event);
        defineProperty(window, name, { value: receive(api), enumerable: true });
      });
      bridge.addEventListener('answer', (event) => {
        const { call, answer } = said(event);
        answers.set(call, answer);
      });
      bridge.addEventListener('callback', (event) => {
        const { id, args } = said(event);
        listeners.get(id)(...args);
      });
      bridge.addEventListener('settle', (event) => {
        const { id, value, error } = said(event);
        const { resolve, reject } = promises.get(id);
        promises.delete(id);
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      });
    },
    { once: true, capture: true },
  );
});
