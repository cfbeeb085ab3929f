// Owns: which address of a Google picture is the original's, and which addresses Kith asks at all.
// Leaves to others: asking (contract/google-photos.test.ts).
import { describe, expect, it } from 'vitest';
import { mayAsk, originalPicture } from '../../../main/providers/google/google-picture.ts';

describe('[pain 12] the original of a picture', () => {
  it.each([
    [
      'https://lh3.googleusercontent.com/contacts/AB_c-d=s100',
      'https://lh3.googleusercontent.com/contacts/AB_c-d=s0',
    ],
    ['https://lh3.googleusercontent.com/a/AB=s96-c', 'https://lh3.googleusercontent.com/a/AB=s0'],
    ['https://lh3.googleusercontent.com/a/AB=w64-h64-p', 'https://lh3.googleusercontent.com/a/AB=s0'],
    ['https://lh3.googleusercontent.com/contacts/AB', 'https://lh3.googleusercontent.com/contacts/AB=s0'],
    [
      'https://lh3.googleusercontent.com/-T_w/AAI/BaA/00g/s100/photo.jpg?sz=50',
      'https://lh3.googleusercontent.com/-T_w/AAI/BaA/00g/s0/photo.jpg',
    ],
    [
      'https://lh3.googleusercontent.com/contacts/AB=s100?sz=50',
      'https://lh3.googleusercontent.com/contacts/AB=s0',
    ],
    ['http://127.0.0.1:1/photos/c1-ff=s100', 'http://127.0.0.1:1/photos/c1-ff=s0'],
    ['https://elsewhere.example/face.jpg', 'https://elsewhere.example/face.jpg'],
    ['not an address', 'not an address'],
  ])('%s', (address, original) => {
    expect(originalPicture(address)).toBe(original);
    expect(originalPicture(original)).toBe(original);
  });
});

describe('an address may be asked', () => {
  const google = 'https://people.googleapis.com';
  it.each([
    ['https://lh3.googleusercontent.com/a', google, true],
    ['https://lh5.ggpht.com/a', google, true],
    ['https://people.googleapis.com/a', google, true],
    ['http://127.0.0.1:81/photos/c1', 'http://127.0.0.1:81/', true],
    ['http://lh3.googleusercontent.com/a', google, false],
    ['https://lh3.googleusercontent.com:8443/a', google, false],
    ['https://lh3.googleusercontent.com@evil.example/a', google, false],
    ['https://user:word@lh3.googleusercontent.com/a', google, false],
    ['https://evilgoogleusercontent.com/a', google, false],
    ['https://googleusercontent.com.evil.example/a', google, false],
    ['http://127.0.0.1:82/photos/c1', 'http://127.0.0.1:81', false],
    ['http://127.0.0.1:81/photos/c1', google, false],
    ['http://people.example/a', 'http://people.example', false],
    ['file:///etc/passwd', google, false],
    ['http://169.254.169.254/latest', google, false],
    ['', google, false],
  ])('%s with %s: %s', (address, rootUrl, allowed) => {
    expect(mayAsk(address, rootUrl)).toBe(allowed);
  });
});
