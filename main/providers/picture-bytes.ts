// Owns: reading the body of an answer that is a picture, up to a size. Leaves to others: asking for it (google/, microsoft/).
import type { Json } from '../core/json.ts';
import { badResponse } from './http.ts';

/** More than any service keeps of a contact's photo, in bytes: what is longer would only fill the memory. */
const LONGEST_PICTURE = 32 * 1024 * 1024;

/** All bytes of an answer. Errors: `provider.badResponse` where there are too many, and the network's own. */
export async function boundedBytes(
  response: Response,
  context: Readonly<Record<string, Json>>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > LONGEST_PICTURE) throw badResponse('a photo without end', context);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
