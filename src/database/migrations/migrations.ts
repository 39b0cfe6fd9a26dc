/** The database's shape, as numbered steps. One that was released is never changed: a change is a new step. */

export interface Migration {
  /** Its number and name; they run in the order of the list. */
  name: string;
  statements: readonly string[];
}

const TABLES: Migration = {
  name: "001 tables",
  statements: [
    // Videos by content: the same file is stored once, whoever sends it. `refs`: jobs that use it.
    `CREATE TABLE files (
      sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      bytes bigint NOT NULL,
      media jsonb NOT NULL,
      refs integer NOT NULL DEFAULT 0 CHECK (refs >= 0),
      created_at timestamptz NOT NULL DEFAULT now()
    )`,
    // `fence` grows with each lease, and every write of work says the one it was leased with. `last_event` numbers events without a gap.
    `CREATE TABLE jobs (
      id uuid PRIMARY KEY,
      owner text NOT NULL,
      status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
      route text NOT NULL CHECK (route IN ('group', 'local')),
      filename text NOT NULL,
      file text NOT NULL REFERENCES files,
      duration double precision NOT NULL,
      source text NOT NULL,
      targets text[] NOT NULL,
      done_seconds double precision NOT NULL DEFAULT 0,
      segments_done integer NOT NULL DEFAULT 0,
      segments_failed integer NOT NULL DEFAULT 0,
      segments_total integer NOT NULL DEFAULT 0,
      ranks jsonb NOT NULL DEFAULT '[]',
      engine text NOT NULL DEFAULT '',
      error text,
      fallback boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      finished_at timestamptz,
      cancel_requested boolean NOT NULL DEFAULT false,
      lease_holder text,
      lease_until timestamptz,
      fence bigint NOT NULL DEFAULT 0,
      attempts integer NOT NULL DEFAULT 0,
      not_before timestamptz NOT NULL DEFAULT now(),
      last_event bigint NOT NULL DEFAULT 0
    )`,
    "CREATE INDEX jobs_of_owner ON jobs (owner, created_at DESC, id DESC)",
    "CREATE INDEX jobs_to_do ON jobs (route, owner, created_at, id) WHERE status IN ('queued', 'running')",
    "CREATE INDEX jobs_of_file ON jobs (file)",
    `CREATE TABLE segments (
      job uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
      index integer NOT NULL,
      start_seconds double precision NOT NULL,
      end_seconds double precision NOT NULL,
      status text NOT NULL CHECK (status IN ('done', 'failed')),
      attempts integer NOT NULL,
      heard text,
      PRIMARY KEY (job, index)
    )`,
    // What an engine heard in exactly these samples. It has no owner, and says nothing of where the samples come from.
    `CREATE TABLE heard (
      key text PRIMARY KEY,
      words jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`,
    `CREATE TABLE events (
      job uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
      number bigint NOT NULL,
      type text NOT NULL,
      data jsonb NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (job, number)
    )`,
    `CREATE TABLE subtitles (
      job uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
      language text NOT NULL,
      version integer NOT NULL DEFAULT 1,
      document jsonb NOT NULL,
      edited boolean NOT NULL DEFAULT false,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (job, language)
    )`,
    // The secret itself is nowhere: SHA-256 of 256 random bits needs no salt.
    `CREATE TABLE tokens (
      id uuid PRIMARY KEY,
      owner text NOT NULL,
      hash text NOT NULL UNIQUE,
      created_at timestamptz NOT NULL DEFAULT now(),
      revoked_at timestamptz
    )`,
    `CREATE TABLE idempotency_keys (
      owner text NOT NULL,
      key text NOT NULL,
      request text NOT NULL,
      job uuid REFERENCES jobs ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner, key)
    )`,
  ],
};

const GROUPS: Migration = {
  name: "002 groups",
  statements: [
    // Process groups that serve the queue. One that was not seen for a while is none.
    `CREATE TABLE groups (
      id uuid PRIMARY KEY,
      host text NOT NULL,
      ranks jsonb NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now(),
      seen_at timestamptz NOT NULL DEFAULT now()
    )`,
  ],
};

const UPLOADS: Migration = {
  name: "003 uploads",
  statements: [
    // Resumable uploads. How much has come is the length of the file: it cannot differ from what is there. `metadata` is JSON as text: in jsonb
    // no string may hold a zero, and in what a sender says one can.
    `CREATE TABLE uploads (
      id uuid PRIMARY KEY,
      owner text NOT NULL,
      bytes bigint NOT NULL,
      metadata text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      touched_at timestamptz NOT NULL DEFAULT now()
    )`,
    "CREATE INDEX uploads_by_age ON uploads (touched_at)",
    // Held over many statements and pauses, so by a lease: a session's own lock would go with its pooled connection. `wanted`: somebody waits.
    `CREATE TABLE locks (
      name text PRIMARY KEY,
      holder uuid NOT NULL,
      until timestamptz NOT NULL,
      wanted boolean NOT NULL DEFAULT false
    )`,
    // What the engines made of a video, before anybody edits it. Nobody's, as the video's bytes are, and gone with them.
    `CREATE TABLE transcripts (
      file text NOT NULL REFERENCES files ON DELETE CASCADE,
      config text NOT NULL,
      source text NOT NULL,
      targets text[] NOT NULL,
      subtitles jsonb NOT NULL,
      segments integer NOT NULL,
      engine text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (file, config, source, targets)
    )`,
    // Files of removed jobs, until they are removed too: written with the job's removal, so that a server that dies in between leaves nothing lying.
    `CREATE TABLE leftovers (
      job uuid PRIMARY KEY,
      file text
    )`,
    "CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL",
  ],
};

const RENDERS: Migration = {
  name: "004 renders",
  statements: [
    // A render has its own copy of the subtitles: what it shows is what they were when it was asked for, whenever it is made.
    `CREATE TABLE renders (
      id uuid PRIMARY KEY,
      job uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN ('burn', 'mux')),
      language text NOT NULL,
      style jsonb NOT NULL,
      version integer NOT NULL,
      document jsonb NOT NULL,
      status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'completed', 'failed')),
      progress double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
      error text,
      created_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      finished_at timestamptz,
      lease_holder text,
      lease_until timestamptz,
      fence bigint NOT NULL DEFAULT 0,
      attempts integer NOT NULL DEFAULT 0,
      not_before timestamptz NOT NULL DEFAULT now()
    )`,
    "CREATE INDEX renders_of_job ON renders (job, created_at, id)",
    "CREATE INDEX renders_to_do ON renders (kind, created_at, id) WHERE status IN ('queued', 'running')",
  ],
};

const SESSIONS: Migration = {
  name: "005 sessions",
  statements: [
    // Browsers that gave a token. A session is its token's: it ends with it.
    `CREATE TABLE sessions (
      hash text PRIMARY KEY,
      token uuid NOT NULL REFERENCES tokens ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    )`,
    "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
    // What all that work have counted, for metrics: it only grows.
    "CREATE TABLE counts (name text PRIMARY KEY, value double precision NOT NULL)",
  ],
};

const LISTS: Migration = {
  name: "006 lists",
  statements: [
    // A page of an owner's jobs of one status is as quick as one of all his jobs.
    "CREATE INDEX jobs_of_owner_by_status ON jobs (owner, status, created_at DESC, id DESC)",
    // In milliseconds, as the API says it and a page's cursor has it: what came within the same one is told apart by its id.
    "UPDATE jobs SET created_at = date_trunc('milliseconds', created_at)",
    "ALTER TABLE jobs ALTER created_at SET DEFAULT date_trunc('milliseconds', now())",
  ],
};

const WARNINGS: Migration = {
  name: "007 warnings",
  statements: [
    // What a person should know of a result that is there all the same; and the language of the speech, with how it is known.
    "ALTER TABLE jobs ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]', ADD COLUMN language jsonb",
    "ALTER TABLE transcripts ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]', ADD COLUMN language jsonb",
  ],
};

const LIVE: Migration = {
  name: "008 live",
  statements: [
    // Every segment of a job from the moment it is planned, and who works on it. `attempts` counts tries that began. `heard` is not written any more:
    // servers of the version before may still do so.
    `ALTER TABLE segments DROP CONSTRAINT segments_status_check,
       ADD CONSTRAINT segments_status_check CHECK (status IN ('waiting', 'running', 'done', 'failed')),
       ADD COLUMN rank integer, ADD COLUMN host text, ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now()`,
    "CREATE INDEX segments_running ON segments (job) WHERE status = 'running'",
    // A token that also shows and clears what belongs to the whole installation.
    "ALTER TABLE tokens ADD COLUMN operator boolean NOT NULL DEFAULT false",
    // The file's name as `nameKey` (jobs.ts) folds it: what a database takes for lower case depends on its locale. null: of a server of the version
    // before.
    "ALTER TABLE jobs ADD COLUMN name_key text",
    // As `jobs.lease_holder`: which jobs are this group's.
    "ALTER TABLE groups ADD COLUMN holder text",
    // Servers of the API. One that was not seen for a while is gone.
    `CREATE TABLE servers (
      id uuid PRIMARY KEY,
      host text NOT NULL,
      version text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now(),
      seen_at timestamptz NOT NULL DEFAULT now()
    )`,
  ],
};

const PREVIEWS: Migration = {
  name: "009 previews",
  statements: [
    // A job's video for browsers, made once: by the leases of renders, in a lane of its own for each way.
    "ALTER TABLE renders DROP CONSTRAINT renders_kind_check",
    "ALTER TABLE renders ADD CONSTRAINT renders_kind_check CHECK (kind IN ('burn', 'mux', 'remux', 'transcode'))",
    "CREATE UNIQUE INDEX preview_of_job ON renders (job) WHERE kind IN ('remux', 'transcode')",
  ],
};

const LETTERS: Migration = {
  name: "010 letters",
  statements: [
    // What a person should know of a render that is made all the same: letters that have no font.
    "ALTER TABLE renders ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]'",
  ],
};

const SOUND: Migration = {
  name: "011 sound",
  statements: [
    // Which audio track was asked for, and what was heard in the end.
    "ALTER TABLE jobs ADD COLUMN audio_track text, ADD COLUMN audio jsonb",
    "ALTER TABLE transcripts ADD COLUMN audio jsonb",
  ],
};

const TIME: Migration = {
  name: "012 time",
  statements: [
    // When a server last looked at this clock, and what its own steady clock said then: at most one row (time/clock.ts).
    "CREATE TABLE clock (seen_at timestamptz NOT NULL, boot text NOT NULL, seconds double precision NOT NULL)",
    // What the clock went forward (or back) without that time having been seen to pass, and how much was seen to pass since.
    `CREATE TABLE clock_jumps (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      seconds double precision NOT NULL,
      seen_seconds double precision NOT NULL DEFAULT 0,
      at timestamptz NOT NULL DEFAULT now()
    )`,
    // Which database this is: a data folder knows by it whose files are in it. One row.
    "CREATE TABLE installation (id uuid NOT NULL)",
    "INSERT INTO installation VALUES (gen_random_uuid())",
  ],
};

const TRANSLATORS: Migration = {
  name: "013 translators",
  // What decided each translation (transcripts.ts). Results from before this column match no job that wants a translation.
  statements: ["ALTER TABLE transcripts ADD COLUMN translators jsonb NOT NULL DEFAULT '{}'"],
};

export const MIGRATIONS: readonly Migration[] = [
  TABLES,
  GROUPS,
  UPLOADS,
  RENDERS,
  SESSIONS,
  LISTS,
  WARNINGS,
  LIVE,
  PREVIEWS,
  LETTERS,
  SOUND,
  TIME,
  TRANSLATORS,
];
