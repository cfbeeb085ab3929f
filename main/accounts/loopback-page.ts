// Owns: the two pages the browser shows after a sign-in, and their headers. Leaves to others: when to send them,
// their texts (core/texts.ts).
import { createHash } from 'node:crypto';
import type { SpokenLanguage } from '../core/language.ts';
import { MAIN_TEXTS } from '../core/texts.ts';

const style =
  'html{color-scheme:light dark}body{font:1.05rem/1.55 system-ui,sans-serif;max-width:30rem;margin:18vh auto;padding:0 1.5rem}h1{font-size:1.5rem;margin:0 0 .4em}';

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * Nothing loads, runs or frames; nothing is kept; the address, which holds the code, is told to nobody
 * (RFC 9700 section 4.2.4).
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
};

/** What the browser shows once a sign-in came back, with a code or with a refusal. Static: it repeats nothing of the request. */
export function returnPage(kind: 'arrived' | 'refused', language: SpokenLanguage): string {
  const { title, text } = MAIN_TEXTS[language][kind];
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  return (
    `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`
  );
}
