/** The schema of the database, as numbered migrations. A released migration is never changed: a change is a new one. */

export interface Migration {
  /** Number and name. Migrations run in the order of the list. */
  name: string;
  statements: readonly string[];
}

const TABLES: Migration = {
  name: "001 tables",
  statements: [
    // Videos by content: equal files of all owners are stored once. `refs`: jobs that use it.
    `CREATE TABLE files (
      sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      bytes bigint NOT NULL,
      media jsonb NOT NULL,
      refs integer NOT NULL DEFAULT 0 CHECK (refs >= 0),
      created_at timestamptz NOT NULL DEFAULT now()
    )`,
    // `fence` grows with each lease, and a worker's write must name the current one. `last_event` numbers events
    // without gaps.
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
    // The words that an engine recognized in these samples. A row has no owner, and does not show where the samples
    // come from.
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
    // The secret itself is not stored. SHA-256 of 256 random bits needs no salt.
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
    // Process groups that take jobs from the queue. A group that has not reported for a while is gone.
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
    // Resumable uploads. The length of the file is the number of bytes that arrived. `metadata` is JSON as text: a
    // client's string may hold the character U+0000, which jsonb does not accept.
    `CREATE TABLE uploads (
      id uuid PRIMARY KEY,
      owner text NOT NULL,
      bytes bigint NOT NULL,
      metadata text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      touched_at timestamptz NOT NULL DEFAULT now()
    )`,
    "CREATE INDEX uploads_by_age ON uploads (touched_at)",
    // Locks over many statements and pauses. They are leases: an advisory lock of a session would end with its pooled
    // connection. `wanted`: another process waits.
    `CREATE TABLE locks (
      name text PRIMARY KEY,
      holder uuid NOT NULL,
      until timestamptz NOT NULL,
      wanted boolean NOT NULL DEFAULT false
    )`,
    // Results of jobs before any edit. As the bytes of a video, they have no owner, and they are deleted with the
    // video.
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
    // Files of removed jobs that are still on the disk. Written with the job's removal, so a server that dies in
    // between leaves no file behind.
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
    // A render has a copy of the subtitles: it shows them as they were at the time of the request.
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
    // Sessions of browsers that signed in with a token. They end with the token.
    `CREATE TABLE sessions (
      hash text PRIMARY KEY,
      token uuid NOT NULL REFERENCES tokens ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    )`,
    "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
    // Counters of all workers, for the metrics. They only grow.
    "CREATE TABLE counts (name text PRIMARY KEY, value double precision NOT NULL)",
  ],
};

const LISTS: Migration = {
  name: "006 lists",
  statements: [
    // Makes a page of an owner's jobs of one status as quick as a page of all jobs.
    "CREATE INDEX jobs_of_owner_by_status ON jobs (owner, status, created_at DESC, id DESC)",
    // In milliseconds, the precision of the API and of a page's cursor. Jobs of the same millisecond are ordered by id.
    "UPDATE jobs SET created_at = date_trunc('milliseconds', created_at)",
    "ALTER TABLE jobs ALTER created_at SET DEFAULT date_trunc('milliseconds', now())",
  ],
};

const WARNINGS: Migration = {
  name: "007 warnings",
  statements: [
    // `warnings`: what a person should know about a result. `language`: of the speech, and how it was found.
    "ALTER TABLE jobs ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]', ADD COLUMN language jsonb",
    "ALTER TABLE transcripts ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]', ADD COLUMN language jsonb",
  ],
};

const LIVE: Migration = {
  name: "008 live",
  statements: [
    // Every segment of a job from its planning on, and the rank that works on it. `attempts` counts attempts that
    // began. `heard` is not written any more, except by servers of the version before.
    `ALTER TABLE segments DROP CONSTRAINT segments_status_check,
       ADD CONSTRAINT segments_status_check CHECK (status IN ('waiting', 'running', 'done', 'failed')),
       ADD COLUMN rank integer, ADD COLUMN host text, ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now()`,
    "CREATE INDEX segments_running ON segments (job) WHERE status = 'running'",
    // Whether a token also opens the routes of the whole installation.
    "ALTER TABLE tokens ADD COLUMN operator boolean NOT NULL DEFAULT false",
    // The file name as `nameKey` (jobs.ts) folds it: the lower case of a database depends on its locale. Null: written
    // by a server of the version before.
    "ALTER TABLE jobs ADD COLUMN name_key text",
    // Same value as `jobs.lease_holder` of the group's jobs.
    "ALTER TABLE groups ADD COLUMN holder text",
    // Servers of the API. A server that has not reported for a while is gone.
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
    // A job's video for browsers, made at most once. It is leased as renders are.
    "ALTER TABLE renders DROP CONSTRAINT renders_kind_check",
    "ALTER TABLE renders ADD CONSTRAINT renders_kind_check CHECK (kind IN ('burn', 'mux', 'remux', 'transcode'))",
    "CREATE UNIQUE INDEX preview_of_job ON renders (job) WHERE kind IN ('remux', 'transcode')",
  ],
};

const LETTERS: Migration = {
  name: "010 letters",
  statements: [
    // What a person should know about a finished render: characters that no font has.
    "ALTER TABLE renders ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]'",
  ],
};

const SOUND: Migration = {
  name: "011 sound",
  statements: [
    // The audio track that the client chose, and the one that was recognized.
    "ALTER TABLE jobs ADD COLUMN audio_track text, ADD COLUMN audio jsonb",
    "ALTER TABLE transcripts ADD COLUMN audio jsonb",
  ],
};

const TIME: Migration = {
  name: "012 time",
  statements: [
    // The last look of a server at this clock, and its monotonic clock at that time. At most one row
    // (store/time/clock-jumps.ts).
    "CREATE TABLE clock (seen_at timestamptz NOT NULL, boot text NOT NULL, seconds double precision NOT NULL)",
    // Jumps of the clock: seconds that no server observed, and how many seconds servers have observed since.
    `CREATE TABLE clock_jumps (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      seconds double precision NOT NULL,
      seen_seconds double precision NOT NULL DEFAULT 0,
      at timestamptz NOT NULL DEFAULT now()
    )`,
    // Identifies this database. A data folder records which databases have files in it. One row.
    "CREATE TABLE installation (id uuid NOT NULL)",
    "INSERT INTO installation VALUES (gen_random_uuid())",
  ],
};

const NO_CANCEL_REQUESTS: Migration = {
  name: "013 no cancel requests",
  statements: [
    // Never used: a cancelled job changes its status at once.
    "ALTER TABLE jobs DROP COLUMN cancel_requested",
  ],
};

const TRANSLATORS: Migration = {
  name: "014 translators",
  // What decided each translation (transcripts.ts). A result from before this column matches no job with a target.
  statements: ["ALTER TABLE transcripts ADD COLUMN translators jsonb NOT NULL DEFAULT '{}'"],
};

const PROFILES: Migration = {
  name: "015 profiles",
  // The norms of a job's subtitles.
  statements: ["ALTER TABLE jobs ADD COLUMN profile text NOT NULL DEFAULT 'netflix'"],
};

const JOB_TRANSLATORS: Migration = {
  name: "016 translators of jobs",
  statements: [
    // The translator that the client named, and the one of each target.
    "ALTER TABLE jobs ADD COLUMN translator text, ADD COLUMN translators jsonb NOT NULL DEFAULT '{}'",
  ],
};

const GLOSSARIES: Migration = {
  name: "017 glossaries",
  statements: [
    // `glossary`: the terms of a job (translation/glossary). `retranslations`: what of a finished job is to be translated
    // again, or into one language more (retranslations.ts).
    "ALTER TABLE jobs ADD COLUMN glossary jsonb, ADD COLUMN retranslations jsonb",
  ],
};

const GLOSSARY_TERMS: Migration = {
  name: "018 terms of a glossary",
  statements: [
    // The number of terms by itself: lists of jobs do not read a glossary, which may be a megabyte.
    `ALTER TABLE jobs ADD COLUMN glossary_terms integer
       GENERATED ALWAYS AS (CASE WHEN glossary IS NULL THEN 0 ELSE jsonb_array_length(glossary) END) STORED`,
  ],
};

const SHOTS_AND_SERVICES: Migration = {
  name: "019 shots and services",
  statements: [
    // Whether cues snap to shot changes. What was asked of each service on the network, by the id of the translator.
    "ALTER TABLE jobs ADD COLUMN shots boolean NOT NULL DEFAULT false, ADD COLUMN services jsonb NOT NULL DEFAULT '{}'",
  ],
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
  NO_CANCEL_REQUESTS,
  TRANSLATORS,
  PROFILES,
  JOB_TRANSLATORS,
  GLOSSARIES,
  GLOSSARY_TERMS,
  SHOTS_AND_SERVICES,
];
