// Owns: reading who signed in from an id token. Leaves to others: which claim is the id at which provider.
import * as v from 'valibot';

const claims = v.looseObject({
  sub: v.optional(v.string()),
  oid: v.optional(v.string()),
  tid: v.optional(v.string()),
  iss: v.optional(v.string()),
  aud: v.optional(v.union([v.string(), v.array(v.string())])),
  email: v.optional(v.string()),
  preferred_username: v.optional(v.string()),
  name: v.optional(v.string()),
});

export type IdClaims = v.InferOutput<typeof claims>;

/**
 * The claims of an id token, or undefined if it is none or was issued to another client. The signature is not checked:
 * the token came from the token endpoint itself, over TLS, which vouches for it (OpenID Connect Core 3.1.3.7, rule 6).
 */
export function readIdToken(token: string, clientId: string): IdClaims | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  let payload: unknown;
  try {
    payload = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(claims, payload);
  if (!parsed.success) return undefined;
  const audience = [parsed.output.aud ?? clientId].flat();
  return audience.includes(clientId) ? parsed.output : undefined;
}

/** Whether two issuers are the same; Google spells its own with and without the scheme. */
export function sameIssuer(one: string, other: string): boolean {
  const bare = (issuer: string): string => issuer.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return bare(one) === bare(other);
}
