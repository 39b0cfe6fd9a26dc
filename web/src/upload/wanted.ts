/** What a person wants of a job. Pure data: it is stored, and sent as it is. */

/** One term of a glossary. `target`: its translation into every target that has none of its own; `-` keeps the term. */
export interface GlossaryRow {
  source: string;
  target?: string;
  targets?: Record<string, string>;
  note?: string;
}

/** What the job is to be made with. What is left out, the server chooses. */
export interface Wanted {
  source: string;
  targets: string[];
  /** The norms of the subtitles. */
  profile?: string;
  /** The number of an audio track, from 1, or its language. */
  audioTrack?: string;
  /** Whether subtitles begin and end with the shots of the picture. */
  shots?: boolean;
  translator?: string;
  glossary?: GlossaryRow[];
}
