/** What every answer says to browsers. There are no Access-Control headers: pages of other origins may not read anything. */

/** Of an answer that says nothing else: it may embed, run and load nothing, and what is somebody's own is kept by nobody in between. */
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

/** Of answers over TLS, `Strict-Transport-Security`: a year. */
export const TRANSPORT_SECURITY = "max-age=31536000";
