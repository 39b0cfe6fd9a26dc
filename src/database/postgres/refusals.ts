/**
 * Why PostgreSQL lets nobody in: the answer to a connection, not to a statement. It is no defect of Sister's and may pass (a password that is being
 * changed on both sides), so it counts as a database that is away, and says what to set.
 */

import { messageOf } from "../../errors.js";

/** What to do about a refused connection, for an operator. */
export interface Refusal {
  /** What is wrong, without what the server said: for those who are no operators. */
  what: string;
  /** Which setting to look at. */
  mend: string;
  /** It ends by itself, or when the server's operator does something. */
  passes?: boolean;
}

const URL = "set DATABASE_URL";

const BY_STATE: Readonly<Record<string, Refusal>> = {
  "28P01": { what: "the database refuses the password", mend: `${URL} to the right user and password` },
  "28000": {
    what: "the database does not let this user in",
    mend: `${URL} to a user that exists, and see that pg_hba.conf has an entry for this host, the user and the database (with TLS, if it asks for that: ?sslmode=require)`,
  },
  "3D000": { what: "there is no database of this name", mend: `${URL} to one that exists, or create it` },
  "42501": { what: "the database user lacks a right", mend: "let it connect, and create tables in its schema (GRANT)" },
  "53300": {
    what: "the database has no connection free",
    mend: "raise max_connections, or run fewer servers: each takes up to 11",
    passes: true,
  },
  "57P03": { what: "the database starts or stops", mend: "wait", passes: true },
};

/** Of servers, which have a state too that says less. */
const NOT_ACCEPTING = /is not currently accepting connections/;

const BY_TEXT: readonly (readonly [RegExp, Refusal])[] = [
  [
    /does not support SSL connections/i,
    {
      what: "the database has no TLS, and DATABASE_URL asks for it",
      mend: "leave sslmode out of DATABASE_URL, or give the database a certificate",
    },
  ],
  [
    /self.signed certificate|unable to (verify|get)|certificate|altname|wrong version number|SSL routines|tlsv1/i,
    {
      what: "the database's certificate cannot be trusted",
      mend: "give its authority by ?sslrootcert=FILE in DATABASE_URL, or NODE_EXTRA_CA_CERTS",
    },
  ],
  [
    /SASL|client password must be a string|no password/i,
    { what: "the database asks for a password, and DATABASE_URL has none", mend: `${URL} to one that has it` },
  ],
];

/** What an error of connecting says; null: it says something else. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && code in BY_STATE) return BY_STATE[code] ?? null;
  if (NOT_ACCEPTING.test(error.message))
    return {
      what: "the database takes no connections",
      mend: `${URL} to another, or let it (ALTER DATABASE … ALLOW_CONNECTIONS)`,
    };
  // A statement's error has a state of five characters, whatever words are in it.
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return null;
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return null;
  return BY_TEXT.find(([text]) => text.test(`${error.message} ${typeof code === "string" ? code : ""}`))?.[1] ?? null;
}

/** An error of connecting in one line: what it means and what to do, if that is known, with the server's own words. */
export function inWords(error: unknown): string {
  const refusal = refusalOf(error);
  const said = messageOf(error) || ((error as { code?: string }).code ?? "no reason given");
  return refusal ? `${refusal.what} (${said}): ${refusal.mend}` : said;
}
