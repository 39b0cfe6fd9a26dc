/**
 * Headers of every response, for browsers. There are no Access-Control headers: pages of other origins may read nothing.
 *
 * Not by `hono/secure-headers`: responses that Hono does not make need the same headers (cached statuses, refused connections), and that middleware sets each
 * header on a response that is already there, which costs a copy of it (preset-response.ts).
 */

/** A response may embed, run and load nothing, and no cache may keep it, unless its route sets other headers. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cache-control": "no-store",
};

/** `Strict-Transport-Security` of responses over TLS: a year. */
export const TRANSPORT_SECURITY = "max-age=31536000";
