/**
 * Why PostgreSQL refuses a connection. It is not a defect of Sister and may pass, for example while a password is
 * changed on both sides. So it counts as a database that is away, and the message names the setting to change.
 */
import { messageOf } from "../../errors.js";

/** The reason for a refused connection, and what an operator can do. */
export interface Refusal {
  /** What is wrong, without the server's own words: clients see it. */
  what: string;
  /** What to set, for the operator. */
  mend: string;
  /** It ends without a change of Sister's settings. */
  passes?: boolean;
}

const URL = "set DATABASE_URL";

const BY_STATE: Readonly<Record<string, Refusal>> = {
  "28P01": { what: "the database refuses the password", mend: `${URL} to the right user and password` },
  "28000": {
    what: "the database does not accept this user",
    mend: `${URL} to a user that exists, and check that pg_hba.conf has an entry for this host, user and database (if the entry is hostssl, add ?sslmode=require)`,
  },
  "3D000": { what: "there is no database of this name", mend: `${URL} to one that exists, or create it` },
  "42501": {
    what: "the database user lacks a right",
    mend: "allow it to connect, and to create tables in its schema (GRANT)",
  },
  "53300": {
    what: "the database has no free connection",
    mend: "raise max_connections, or run fewer servers: each opens up to 11",
    passes: true,
  },
  "57P03": { what: "the database is starting or stopping", mend: "wait", passes: true },
};

/** Its SQLSTATE is less specific than the text. */
const NOT_ACCEPTING = /is not currently accepting connections/;

const BY_TEXT: readonly (readonly [RegExp, Refusal])[] = [
  [
    /does not support SSL connections/i,
    {
      what: "the database has no TLS, and DATABASE_URL requires it",
      mend: "remove sslmode from DATABASE_URL, or give the database a certificate",
    },
  ],
  [
    /self.signed certificate|unable to (verify|get)|certificate|altname|wrong version number|SSL routines|tlsv1/i,
    {
      what: "the database's certificate cannot be trusted",
      mend: "name its authority with ?sslrootcert=FILE in DATABASE_URL, or with NODE_EXTRA_CA_CERTS",
    },
  ],
  [
    /SASL|client password must be a string|no password/i,
    {
      what: "the database requires a password, and DATABASE_URL has none",
      mend: `${URL} to postgres://user:password@host/database`,
    },
  ],
];

/** The refusal that an error of a connection means. Null: it means something else. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && code in BY_STATE) return BY_STATE[code] ?? null;
  if (NOT_ACCEPTING.test(error.message))
    return {
      what: "the database accepts no connections",
      mend: `${URL} to another database, or allow connections (ALTER DATABASE … ALLOW_CONNECTIONS true)`,
    };
  // An error with a SQLSTATE is from a statement, whatever its text is.
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return null;
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return null;
  return BY_TEXT.find(([text]) => text.test(`${error.message} ${typeof code === "string" ? code : ""}`))?.[1] ?? null;
}

/**
 * An error of a connection in one line: what it means, the server's own words, and what to set, as far as it is known.
 */
export function inWords(error: unknown): string {
  const refusal = refusalOf(error);
  const said = messageOf(error) || ((error as { code?: string }).code ?? "no reason given");
  return refusal ? `${refusal.what} (${said}): ${refusal.mend}` : said;
}
