// Owns: speaking the Chrome DevTools Protocol over a pair of pipes. Leaves to others: what is said.
import type { Readable, Writable } from 'node:stream';

export type Params = Readonly<Record<string, unknown>>;

/** A reply or an event's parameters; callers read the few members they know from the protocol's documentation. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the protocol has thousands of shapes
export type Answer = any;

interface Waiting {
  resolve(value: Answer): void;
  reject(error: Error): void;
}

/** One page's (or the browser's) end of the connection. */
export interface CdpSession {
  /** Rejects with the protocol's message, or when the browser has gone. */
  send(method: string, params?: Params): Promise<Answer>;
  on(method: string, listener: (params: Answer) => void): void;
}

/** A connection lives as long as the browser; when it ends, everything still waiting rejects. */
export class CdpConnection implements CdpSession {
  readonly #input: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, ((params: Answer) => void)[]>();
  #rest = '';
  #lastId = 0;
  #closed = false;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    input.on('error', () => this.#end());
    output.setEncoding('utf8');
    output.on('data', (text: string) => this.#read(text));
    output.on('close', () => this.#end());
  }

  send(method: string, params: Params = {}, sessionId?: string): Promise<Answer> {
    if (this.#closed) return Promise.reject(new Error(`${method}: the browser has gone`));
    const id = ++this.#lastId;
    this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject: (error) => reject(new Error(`${method}: ${error.message}`)) });
    });
  }

  on(method: string, listener: (params: Answer) => void, sessionId = ''): void {
    const key = `${sessionId} ${method}`;
    const listeners = this.#listeners.get(key);
    if (listeners) listeners.push(listener);
    else this.#listeners.set(key, [listener]);
  }

  /** The same connection seen from one attached target. */
  session(sessionId: string): CdpSession {
    return {
      send: (method, params) => this.send(method, params, sessionId),
      on: (method, listener) => this.on(method, listener, sessionId),
    };
  }

  #read(text: string): void {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop() ?? '';
    for (const message of messages) this.#receive(JSON.parse(message));
  }

  #receive(message: Answer): void {
    if (message.id === undefined) {
      for (const listener of this.#listeners.get(`${message.sessionId ?? ''} ${message.method}`) ?? [])
        listener(message.params);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }

  #end(): void {
    this.#closed = true;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('the browser has gone'));
    this.#waiting.clear();
  }
}
