// Owns: what a sandboxed preload sees: `require('electron')` with contextBridge and ipcRenderer. Leaves to others: the
// page's side (main-world.js) and the host's (../contents.ts). `preload` is the built preload as a function.
(function (handshake, codec, preload) {
  if (window !== window.top) return;
  const bridge = document.createElement('kith-bridge');
  const exposed = [];
  const invocations = new Map();
  const channels = new Map();
  let lastId = 0;

  // A text crosses as it is; an object would be cloned on its way.
  const say = (name, detail) =>
    bridge.dispatchEvent(
      new CustomEvent(name, { detail: codec.isPlain(detail) ? JSON.stringify(detail) : detail }),
    );
  const said = ({ detail }) => (typeof detail === 'string' ? JSON.parse(detail) : detail);

  const pass = (value) => {
    if (typeof value === 'function') return { kind: 'function', id: exposed.push(value) - 1 };
    if (value instanceof Promise) {
      const id = ++lastId;
      value.then(
        (result) => say('settle', { id, value: result }),
        (error) => say('settle', { id, error: String(error?.message ?? error) }),
      );
      return { kind: 'promise', id };
    }
    if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
      return { kind: 'object', members: Object.entries(value).map(([key, member]) => [key, pass(member)]) };
    }
    return { kind: 'value', value: structuredClone(value) };
  };

  const receive = (arg) =>
    arg.kind === 'function' ? (...args) => say('callback', { id: arg.id, args }) : arg.value;

  const answer = ({ id, args }) => {
    try {
      return pass(exposed[id](...args.map(receive)));
    } catch (error) {
      return { kind: 'error', message: String(error?.message ?? error) };
    }
  };
  bridge.addEventListener('call', (event) => {
    const call = said(event);
    say('answer', { call: call.call, answer: answer(call) });
  });
  window.dispatchEvent(new MouseEvent(handshake, { relatedTarget: bridge }));

  const only = (name, members) =>
    new Proxy(members, {
      get(target, key) {
        if (key in target || typeof key === 'symbol') return target[key];
        throw new Error(`electron.${name}.${String(key)} is not part of the Chromium host`);
      },
    });

  const contextBridge = only('contextBridge', {
    exposeInMainWorld: (name, api) => say('expose', [name, pass(api)]),
  });
  const ipcRenderer = only('ipcRenderer', {
    invoke(channel, ...args) {
      const id = ++lastId;
      globalThis.kithHostCall(codec.encode({ id, channel, args: structuredClone(args) }));
      return new Promise((resolve, reject) => invocations.set(id, { resolve, reject }));
    },
    on(channel, listener) {
      channels.set(channel, [...(channels.get(channel) ?? []), listener]);
    },
    removeListener(channel, listener) {
      channels.set(
        channel,
        (channels.get(channel) ?? []).filter((known) => known !== listener),
      );
    },
  });

  /** Called by the host. */
  globalThis.kithHostReceive = (text) => {
    const message = codec.decode(text);
    if (message.kind === 'event') {
      for (const listener of channels.get(message.channel) ?? []) listener({}, ...message.args);
      return;
    }
    const { resolve, reject } = invocations.get(message.id);
    invocations.delete(message.id);
    if (message.kind === 'value') resolve(message.value);
    else reject(new Error(message.message));
  };

  preload((name) => {
    if (name === 'electron') return only('renderer', { contextBridge, ipcRenderer });
    throw new Error(`module not found: ${name}`);
  });
});
