// Owns: the addresses of Google's pictures: the original's, and which of them may be asked. Pure.
// Leaves to others: asking (google-photos.ts), finding them in a Person (google-mapping.ts).

/** Where Google keeps people's pictures. */
const PICTURE_HOSTS = ['googleusercontent.com', 'ggpht.com'];

/**
 * The address of the picture in its original size. People API: an address comes with a size of its own
 * (`…/s100/photo.jpg`, `…=s100`) or takes one as `?sz=50`, so that without them equal pictures have equal addresses.
 */
export function originalPicture(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address;
  const before = url.href;
  url.searchParams.delete('sz');
  const { pathname } = url;
  if (/=[^/=]*$/.test(pathname)) url.pathname = pathname.replace(/=[^/=]*$/, '=s0');
  else if (/\/s\d+[^/]*\/[^/]+$/.test(pathname))
    url.pathname = pathname.replace(/\/s\d+[^/]*(\/[^/]+)$/, '/s0$1');
  else if (isPictureHost(url.hostname)) url.pathname = `${pathname}=s0`;
  return url.href === before ? address : url.href;
}

function isPictureHost(hostname: string): boolean {
  return PICTURE_HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/**
 * Whether a picture's address may be asked at all: Google's picture hosts over https, or the very server that contacts
 * come from. An address comes with a contact, and could otherwise lead Kith anywhere.
 */
export function mayAsk(address: string, rootUrl: string): boolean {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:' && url.port === '' && isPictureHost(url.hostname)) return true;
  const isSafe = url.protocol === 'https:' || url.hostname === '127.0.0.1';
  return isSafe && url.origin === new URL(rootUrl).origin;
}
