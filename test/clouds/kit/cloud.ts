// Owns: what surrounds any practice cloud: control routes, request log, and the faults common to both.
// Leaves to others: the API itself, its error bodies, and the sign-in pages (handed in as functions).
import { applies, clearFaults, mergeFaults } from './faults.ts';
import type { CommonFaults } from './faults.ts';
import type { RequestLog } from './log.ts';
import { startServer } from './server.ts';
import type { Answer, Call, RunningServer } from './server.ts';

export interface CloudParts<F extends CommonFaults> {
  readonly port?: number;
  /** In process alone, at this address: no socket is opened. */
  readonly inProcess?: string;
  readonly log: RequestLog;
  readonly faults: F;
  /** True for paths that need an access token; faults of the API leave the others alone. */
  isApi(path: string): boolean;
  /** The cloud itself. Called for everything that is neither control nor refused by a fault. */
  handle(call: Call): Answer | Promise<Answer>;
  /** Control routes of this cloud's own, below `/_control/`; undefined = no such route. */
  control(call: Call): Answer | undefined;
  /** The cloud's own body for a status switched on as a fault (401, 429, 500, 503 …). */
  refusal(status: number, path: string): Answer;
}

const htmlPage =
  '<!doctype html><html><head><title>Sign in to this network</title></head><body><h1>Welcome</h1></body></html>';

/** Serves a cloud with its control routes: `GET|DELETE /_control/log`, `GET|POST|DELETE /_control/faults`. */
export function serveCloud<F extends CommonFaults>(parts: CloudParts<F>): Promise<RunningServer> {
  return startServer({
    ...(parts.port === undefined ? {} : { port: parts.port }),
    ...(parts.inProcess === undefined ? {} : { inProcess: parts.inProcess }),
    cut: (path) => {
      const { cut } = parts.faults;
      return cut !== undefined && parts.isApi(path) && applies(parts.faults, 'cut', path)
        ? cut.at
        : undefined;
    },
    handle: async (call) => {
      if (call.path.startsWith('/_control/')) return control(parts, call);
      const answer = await misbehave(parts, call);
      parts.log.add(call, answer.destroy === true ? 0 : answer.status);
      return answer;
    },
  });
}

async function misbehave<F extends CommonFaults>(parts: CloudParts<F>, call: Call): Promise<Answer> {
  const { faults } = parts;
  const { path } = call;
  if (faults.slow !== undefined) await new Promise((resolve) => setTimeout(resolve, faults.slow));
  if (faults.offline === true) return { status: 0, destroy: true };
  const html = faults.html;
  if (applies(faults, 'html', path)) {
    return { status: typeof html === 'object' ? (html.status ?? 200) : 200, html: htmlPage };
  }
  if (!parts.isApi(path)) return parts.handle(call);
  if (faults.unauthorized === true) return parts.refusal(401, path);
  const forced = faults.status;
  if (forced !== undefined && applies(faults, 'status', path)) {
    const refusal = parts.refusal(forced.code, path);
    if (forced.retryAfter === undefined) return refusal;
    return { ...refusal, headers: { ...refusal.headers, 'retry-after': String(forced.retryAfter) } };
  }
  return loseReply(parts, call, await parts.handle(call));
}

function loseReply<F extends CommonFaults>(parts: CloudParts<F>, call: Call, answer: Answer): Answer {
  const applied = call.method !== 'GET' && answer.status < 400;
  if (applied && applies(parts.faults, 'dropReplyAfterApply', call.path)) return { status: 0, destroy: true };
  const forced = parts.faults.statusAfterApply;
  if (applied && forced !== undefined && applies(parts.faults, 'statusAfterApply', call.path))
    return parts.refusal(forced.code, call.path);
  if (answer.json !== undefined && applies(parts.faults, 'halfJson', call.path)) {
    const text = JSON.stringify(answer.json);
    const { json: _whole, ...rest } = answer;
    const headers = { 'content-type': 'application/json; charset=UTF-8', ...answer.headers };
    return { ...rest, headers, raw: text.slice(0, Math.floor(text.length / 2)) };
  }
  return answer;
}

function control<F extends CommonFaults>(parts: CloudParts<F>, call: Call): Answer {
  const route = `${call.method} ${call.path}`;
  if (route === 'GET /_control/log') return { status: 200, json: { requests: parts.log.requests } };
  if (route === 'DELETE /_control/log') {
    parts.log.clear();
    return { status: 204 };
  }
  if (route === 'GET /_control/faults') return { status: 200, json: parts.faults };
  if (route === 'DELETE /_control/faults') {
    clearFaults(parts.faults);
    return { status: 204 };
  }
  if (route === 'POST /_control/faults') {
    if (typeof call.body !== 'object' || call.body === null) {
      return { status: 400, json: { error: 'The body must be a JSON object of switches.' } };
    }
    mergeFaults(parts.faults, call.body as Record<string, unknown>);
    return { status: 200, json: parts.faults };
  }
  return parts.control(call) ?? { status: 404, json: { error: `No control route ${route}.` } };
}
