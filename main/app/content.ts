// Owns: what app://kith/… answers: a fixed map of the built window, and photos, each with the same security headers.
// Leaves to others: registering the scheme with Electron (protocol.ts).
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isKithUrl } from './sender.ts';

/** Sent with every response, whatever its status. No inline script or style, no network, Trusted Types. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

const PHOTO_PATH = /^\/photo\/([A-Za-z0-9_-]{1,128})$/;
const PHOTO_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** A picture of a contact: its bytes and sniffed type, one of PNG, JPEG, GIF, WebP. */
export interface Photo {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Finds a photo by the id in app://kith/photo/ID, or undefined. */
export type PhotoLookup = (id: string) => Promise<Photo | undefined>;

/**
 * Answers requests for app://kith. The files of `folder` are listed once, so no request ever becomes a path; anything
 * that is not in the list, nor a known photo, is 404.
 */
export function contentServer(folder: string, photo?: PhotoLookup): (request: Request) => Promise<Response> {
  const files = listFiles(folder);
  return async (request) => {
    if (request.method !== 'GET' || !isKithUrl(request.url)) return notFound();
    const { pathname } = new URL(request.url);
    const file = files.get(pathname === '/' ? '/index.html' : pathname);
    if (file) return found(await readFile(file.path), file.type, 'no-cache');
    const photoId = PHOTO_PATH.exec(pathname)?.[1];
    const picture = photoId === undefined ? undefined : await photo?.(photoId);
    return picture && PHOTO_TYPES.has(picture.type)
      ? found(picture.bytes, picture.type, 'private')
      : notFound();
  };
}

interface ServedFile {
  readonly path: string;
  readonly type: string;
}

/** Keyed by URL path. Files of a type the window does not use are left out. */
function listFiles(folder: string, prefix = '/'): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const type = CONTENT_TYPES[extname(entry.name)];
    if (entry.isDirectory()) {
      for (const [key, file] of listFiles(path, `${prefix}${entry.name}/`)) files.set(key, file);
    } else if (type !== undefined) files.set(prefix + entry.name, { path, type });
  }
  return files;
}

function found(body: Uint8Array<ArrayBuffer>, type: string, caching: string): Response {
  return new Response(body, {
    headers: { ...SECURITY_HEADERS, 'content-type': type, 'cache-control': caching },
  });
}

function notFound(): Response {
  return new Response('Not found', {
    status: 404,
    headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain' },
  });
}
