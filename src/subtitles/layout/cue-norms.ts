/** The norms for cues that hold texts in several languages: each text has its own lines and speed, and all share their times. Pure. */
import { gapOf, normsOf, type Norms } from "../norms/profile.js";
import { textLength } from "../norms/text-length.js";

export interface CueNorms {
  /** The norms of one language's text. */
  of: (language: string) => Norms;
  /** Shortest and longest time on the screen, in milliseconds. */
  readonly shortest: number;
  readonly longest: number;
  /** Gap after a cue, in milliseconds: 0 if cues may touch. */
  readonly between: number;
  /** A pause that is shorter than this, but not 0, breaks the norms. In milliseconds. */
  readonly leastPause: number;
  /** Gap between the end of a cue and a shot change, in milliseconds. */
  readonly gap: number;
  readonly mayTouch: boolean;
  readonly shotSnap: number;
}

/** The frame rate that players and checkers assume of a subtitle file without its video. */
const USUAL_FRAME_RATE = 25;

/**
 * @param profile as `normsOf` takes it
 * @param frameRate of the video. The gap is never shorter than at 25 frames a second, so that a check without the video finds no breach.
 */
export function cueNorms(profile: string, languages: readonly string[], frameRate = USUAL_FRAME_RATE): CueNorms {
  const byLanguage = new Map(languages.map((language) => [language, normsOf(profile, language)]));
  const any = normsOf(profile, languages[0] ?? "en");
  const all = [any, ...byLanguage.values()];
  const gap = Math.max(gapOf(any, frameRate), gapOf(any, USUAL_FRAME_RATE));
  const leastPause = Math.max(gap, any.flicker);
  return {
    of: (language) => byLanguage.get(language) ?? normsOf(profile, language),
    shortest: Math.max(...all.map(({ shortest }) => shortest)),
    longest: Math.min(...all.map(({ longest }) => longest)),
    between: any.mayTouch ? 0 : leastPause,
    leastPause,
    gap,
    mayTouch: any.mayTouch,
    shotSnap: any.shotSnap,
  };
}

/** Milliseconds that readers need for a cue: for its slowest text, and never less than the shortest time. */
export function readingTime(text: Readonly<Record<string, string>>, norms: CueNorms): number {
  let most = norms.shortest;
  for (const [language, one] of Object.entries(text)) {
    const { readingSpeed } = norms.of(language);
    most = Math.max(most, Math.ceil((textLength(one, language) * 1000) / readingSpeed));
  }
  return most;
}
