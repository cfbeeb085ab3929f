// Owns: the switches that make a practice cloud misbehave, and counting how often one still applies.
// Leaves to others: cutting a connection (server.ts), the bodies of a cloud's own errors, and faults only one cloud knows (its own folder).

import type { Cut } from './server.ts';

/**
 * A fault limited to some requests: `match` is a part of the path, `after` counts down those that are spared first, `times`
 * counts down to none; absent = always.
 */
export interface Limited {
  times?: number;
  match?: string;
  after?: number;
}

/** The faults both clouds know. Absent means off. Change them in place, or through `/_control/faults`. */
export interface CommonFaults {
  /** Cut every connection before reading the request's meaning. */
  offline?: boolean;
  /** Answer with an HTML page, as a captive portal (200, the default) or a failing proxy (502) does. */
  html?: true | (Limited & { status?: number });
  /** Answer with the right status and a JSON body that stops in its middle. */
  halfJson?: true | Limited;
  /** Answer the API with this status and the cloud's own body for it. `retryAfter` is in seconds, sent as it stands. */
  status?: Limited & { code: number; retryAfter?: number | string };
  /** Apply a write, then cut the connection without a reply. Counts only writes that were applied. */
  dropReplyAfterApply?: Limited;
  /** Apply a write, then answer with this status (a gateway's 504): the reply says less than what happened. */
  statusAfterApply?: Limited & { code: number };
  /** Cut the connection of a request on its way. */
  cut?: Limited & { at: Cut };
  /**
   * Complete listings name only this share (0–1) of the contacts. \`times\` counts listings. \`reads\`: contacts that are
   * left out are not found by their ids either.
   */
  partialListing?: Limited & { share: number; reads?: 'missing' };
  /** Milliseconds to wait before each answer. */
  slow?: number;
  /** Refuse every access token with the cloud's 401. */
  unauthorized?: boolean;
  /** Writes do not appear in listings or deltas until switched off; reads of one contact see them. */
  hideWrites?: boolean;
  /** The service stores renditions of its own in place of the photos that it is sent. */
  photosRecoded?: boolean;
}

/** True when a limited fault applies to this path; uses up one of its times. */
export function applies<F extends object, K extends keyof F>(faults: F, name: K, path: string): boolean {
  const fault = faults[name] as unknown;
  if (fault === undefined || fault === false || fault === null) return false;
  if (typeof fault !== 'object') return true;
  const limited = fault as Limited;
  if (limited.match !== undefined && !path.includes(limited.match)) return false;
  if ((limited.after ?? 0) > 0) {
    limited.after! -= 1;
    return false;
  }
  if (limited.times === undefined) return true;
  if (limited.times <= 0) {
    delete faults[name];
    return false;
  }
  limited.times -= 1;
  if (limited.times === 0) delete faults[name];
  return true;
}

/** Merges switches as the control route gets them; null takes one off. */
export function mergeFaults(faults: object, changes: Readonly<Record<string, unknown>>): void {
  const switches = faults as Record<string, unknown>;
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete switches[name];
    else switches[name] = value;
  }
}

export function clearFaults(faults: object): void {
  const switches = faults as Record<string, unknown>;
  for (const name of Object.keys(switches)) delete switches[name];
}
