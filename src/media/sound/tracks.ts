/** Ranks a file's audio tracks by how likely each is the wanted one. Pure. */
import { SisterError } from "../../errors.js";
import { isSameLanguage, languageName } from "../probe/language-tags.js";
import type { AudioTrack, MediaInfo } from "../probe/media.js";
import { implausibleSound } from "./plausible.js";

/** What a person requests of a file's sound. */
export interface SoundWish {
  /** The language of the speech. "auto" if the model detects it. */
  language: string;
  /** The track: its number among the audio tracks, from 1, or its language. Null: to be found. */
  track: string | null;
  /** The only channel to use, from 1. Null: to be found. */
  channel: number | null;
}

/** The description of a track as a file's sound. */
export function audioOf({
  language: _language,
  title: _title,
  hasLayout: _hasLayout,
  isDefault: _isDefault,
  isAside: _isAside,
  ...audio
}: AudioTrack): MediaInfo["audio"] {
  return audio;
}

/** The name of a track for people: "track 2 (Commentary, eng)". */
export function nameTrack({ track, language, title }: AudioTrack): string {
  const about = [title, language].filter((text) => text !== null && text !== "").join(", ");
  return `track ${track}${about === "" ? "" : ` (${about})`}`;
}

/** The names of tracks for people: "track 1 (jpn), track 2 (eng)". */
export function nameTracks(tracks: readonly AudioTrack[]): string {
  return tracks.map(nameTrack).join(", ");
}

/**
 * The possible tracks in groups. Tracks of one group are equally likely, apart from their sound. A track of a later
 * group is taken only if no earlier one contains speech. A request leaves one group.
 *
 * Throws a SisterError with exit code 2 if the requested track or channel does not exist.
 *
 * @example
 * rankTracks(tracks, { language: "en", track: null, channel: null }); // [[english], [untagged], [japanese], [comments]]
 */
export function rankTracks(tracks: readonly AudioTrack[], wish: SoundWish): AudioTrack[][] {
  const usable = tracks.filter((track) => implausibleSound(track) === null);
  const wanted = wish.track === null ? usable : findTracks(tracks, wish.track);
  const able = wish.channel === null ? wanted : wanted.filter(({ channels }) => channels >= (wish.channel ?? 1));
  if (able.length === 0 && wanted.length > 0 && wish.channel !== null)
    throw noChannel(wish.channel, wanted[0]?.channels ?? 1);
  const groups = new Map<number, AudioTrack[]>();
  for (const track of able) {
    const rank = rankOf(track, wish);
    groups.set(rank, [...(groups.get(rank) ?? []), track]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, group]) => group.sort((a, b) => Number(b.isDefault) - Number(a.isDefault)));
}

/**
 * 0 is best. The language counts more than whether a track is the main sound: a commentary in it is at least
 * understood.
 */
function rankOf({ language, isAside }: AudioTrack, wish: SoundWish): number {
  const tag = language === null ? 1 : isSameLanguage(language, wish.language) ? 0 : 2;
  const known = wish.language === "auto" || wish.track !== null;
  return (known ? 0 : tag) * 2 + Number(isAside);
}

function findTracks(tracks: readonly AudioTrack[], asked: string): AudioTrack[] {
  const found = /^\d+$/.test(asked)
    ? tracks.filter(({ track }) => track === Number(asked))
    : tracks.filter(({ language }) => language !== null && isSameLanguage(language, asked));
  const [only] = found;
  if (!only) {
    const what = /^\d+$/.test(asked)
      ? `no audio track ${asked}`
      : `no audio track in ${languageName(asked)} (${asked})`;
    throw wrong(`the file has ${what}: it has ${nameTracks(tracks)}`);
  }
  const usable = found.filter((track) => implausibleSound(track) === null);
  if (usable.length === 0) throw wrong(`audio ${nameTrack(only)} ${implausibleSound(only)}: choose another track`);
  return usable;
}

function noChannel(channel: number, channels: number): SisterError {
  const has = channels === 1 ? "one channel" : `${channels} channels`;
  return wrong(`there is no channel ${channel}: the sound has ${has}`);
}

function wrong(message: string): SisterError {
  return new SisterError(message, { exitCode: 2 });
}
