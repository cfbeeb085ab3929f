// Owns: the list of requests a practice cloud received, as tests and the control route see it.
// Leaves to others: deciding what is a request worth logging (cloud.ts never hands control requests over).
import type { Call } from './server.ts';

/** One received request. `status` is 0 when the connection was cut without a reply. */
export interface LoggedRequest {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower case; `authorization` carries only its scheme. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly status: number;
}

export interface RequestLog {
  readonly requests: readonly LoggedRequest[];
  /** Adds a request once its status is known; numbers count up from 1 and start again after `clear`. */
  add(call: Call, status: number): void;
  clear(): void;
  /** Told of each request before its answer leaves: the moment for another device to get in between. */
  watch(listener: (request: LoggedRequest) => void): () => void;
}

export function createLog(): RequestLog {
  const requests: LoggedRequest[] = [];
  const listeners = new Set<(request: LoggedRequest) => void>();
  return {
    requests,
    add(call, status) {
      const { method, path, body } = call;
      const headers = { ...call.headers };
      const scheme = headers['authorization']?.split(' ')[0];
      if (scheme !== undefined) headers['authorization'] = `${scheme} (redacted)`;
      const query = Object.fromEntries(call.query);
      const request = { n: requests.length + 1, method, path, query, headers, body, status };
      requests.push(request);
      for (const listener of [...listeners]) listener(request);
    },
    clear() {
      requests.length = 0;
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
