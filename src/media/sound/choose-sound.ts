/**
 * Decides what the sound of a video is: which track, and how its channels are mixed (docs/translate/media.md). Examines places of
 * the file, never all of a long one.
 */
import type { AudioTrack, MediaInfo } from "../probe/media.js";
import { listAudioTracks } from "../probe/audio-tracks.js";
import { chooseMixdown, hasSound, mixOf, onlyChannel, voiceSeconds, type Mixdown, type VoiceOf } from "./channels.js";
import { excerptsOf, readChannels, type Excerpt } from "./excerpts.js";
import { audioOf, nameTrack, nameTracks, rankTracks, type SoundWish } from "./tracks.js";

/** Of two equally likely tracks, one with less than this share of the other's voice is not the one with speech. */
const SPEAKS = 0.25;

/** Most tracks that are examined for speech or unused sound. A file may declare thousands. */
const TRACKS_MOST = 8;

/** The chosen sound of a file. Plain data. */
export interface Sound {
  /** The file, with the chosen track as its `audio`. */
  info: MediaInfo;
  /** The number of the track among the audio tracks, from 1. */
  track: number;
  /** The only channel that is used, from 1. Null: several, mixed. */
  channel: number | null;
  /** The weight of each channel, for `decodeAudio`. Null: ffmpeg's own mix. */
  weights: readonly number[] | null;
  /** For people: "audio track 2 (eng), channel 4: …". */
  description: string;
  /** Sound that is not used, for people. Null if there is none. */
  unused: string | null;
}

export interface ChooseOptions {
  voiceOf: VoiceOf;
  signal?: AbortSignal | undefined;
}

/**
 * Refuses a request that the file cannot fulfil, judging only by its head: a SisterError with exit code 2 that names
 * the existing tracks.
 */
export async function requireSound(info: MediaInfo, wish: SoundWish, signal?: AbortSignal): Promise<void> {
  rankTracks(await tracksOf(info, signal), wish);
}

/**
 * Chooses the sound. A request is followed. Otherwise it is the track in the language of the speech that contains
 * speech and is not a commentary. Decodes at most 6 minutes of each possible track.
 *
 * @example
 * const sound = await chooseSound(info, { language: "en", track: null, channel: null }, { voiceOf });
 * for await (const samples of decodeAudio(sound.info, { weights: sound.weights })) use(samples);
 */
export async function chooseSound(info: MediaInfo, wish: SoundWish, options: ChooseOptions): Promise<Sound> {
  const tracks = await tracksOf(info, options.signal);
  const groups = rankTracks(tracks, wish);
  const excerpts = new TrackExcerpts(info, wish, options);
  const chosen = (await firstThatSpeaks(groups, excerpts, wish)) ?? tracks[0];
  if (!chosen) throw new Error("a file without audio tracks was probed");
  const mixdown = await excerpts.mixdown(chosen);
  const unusedTracks: AudioTrack[] = [];
  for (const track of tracks.filter((other) => other !== chosen).slice(0, TRACKS_MOST))
    if (await excerpts.hasSound(track)) unusedTracks.push(track);
  return soundOf(info, chosen, mixdown, { tracks, unusedTracks });
}

/** The channels of the chosen track with speech, from 1: for a message if the requested channel has none. */
export async function channelsWithSpeech({ info }: Sound, options: ChooseOptions): Promise<number[]> {
  const track = info.tracks?.find(({ streamIndex }) => streamIndex === info.audio.streamIndex);
  if (!track) return [];
  const channels = await readChannels(info, track, excerptsFor(info, track), {
    form: "channels",
    signal: options.signal,
  });
  const found: number[] = [];
  for (const [i, samples] of channels.entries())
    if ((await voiceSeconds(samples, options.voiceOf)) > 0.3) found.push(i + 1);
  return found;
}

/** A file with its earlier chosen track as its sound: for outputs that are made later. */
export function withTrack<T extends Omit<MediaInfo, "file">>(info: T, track: number | undefined): T {
  const heard = info.tracks?.find((one) => one.track === track);
  return heard ? { ...info, audio: audioOf(heard) } : info;
}

/** The tracks of a file, even for a description that an older version stored. */
async function tracksOf(info: MediaInfo, signal: AbortSignal | undefined): Promise<AudioTrack[]> {
  return info.tracks ?? (await listAudioTracks(info.file, signal));
}

/**
 * The best track of the first group with speech. Without speech, the first track of the first group. A single track is
 * not examined, because there is no choice.
 */
async function firstThatSpeaks(
  groups: AudioTrack[][],
  excerpts: TrackExcerpts,
  wish: SoundWish,
): Promise<AudioTrack | null> {
  const all = groups.flat();
  if (all.length <= 1 || (wish.track !== null && /^\d+$/.test(wish.track))) return all[0] ?? null;
  for (const again of [false, true]) {
    for (const group of groups) {
      const found = await bestOf(group.slice(0, TRACKS_MOST), excerpts, again);
      if (found) return found;
    }
  }
  // Nobody speaks: prefer a track with sound.
  for (const track of all.slice(0, TRACKS_MOST)) if (await excerpts.hasSound(track)) return track;
  return all[0] ?? null;
}

/** The first track with speech in order of preference, unless another one has far more. */
async function bestOf(
  group: readonly AudioTrack[],
  excerpts: TrackExcerpts,
  again: boolean,
): Promise<AudioTrack | null> {
  const heard: { track: AudioTrack; seconds: number }[] = [];
  for (const track of group) heard.push({ track, seconds: await excerpts.voice(track, again) });
  const most = Math.max(0, ...heard.map(({ seconds }) => seconds));
  if (most === 0) return null;
  return heard.find(({ seconds }) => seconds >= SPEAKS * most)?.track ?? null;
}

/** Excerpts of the tracks of one file, each read once. */
class TrackExcerpts {
  readonly #info: MediaInfo;
  readonly #wish: SoundWish;
  readonly #options: ChooseOptions;
  readonly #channels = new Map<string, Promise<Float32Array[]>>();
  readonly #mixdowns = new Map<number, Promise<Mixdown>>();

  constructor(info: MediaInfo, wish: SoundWish, options: ChooseOptions) {
    this.#info = info;
    this.#wish = wish;
    this.#options = options;
  }

  /** How a track is mixed. A single channel needs no examination. */
  mixdown(track: AudioTrack): Promise<Mixdown> {
    let made = this.#mixdowns.get(track.streamIndex);
    if (!made) this.#mixdowns.set(track.streamIndex, (made = this.#mixdown(track)));
    return made;
  }

  async #mixdown(track: AudioTrack): Promise<Mixdown> {
    const { channel } = this.#wish;
    const { voiceOf, signal } = this.#options;
    if (track.channels === 1) return { ...NO_MIX, channel };
    const channels = await this.#read(track, false);
    if (channel !== null) return onlyChannel(channels, channel);
    const excerpts = excerptsFor(this.#info, track);
    const mixes = track.channels > 2 && track.hasLayout;
    const standard = mixes ? await readChannels(this.#info, track, excerpts, { form: "mono", signal }) : null;
    return chooseMixdown({ channels, standard: standard?.[0] ?? null, isWhole: excerpts.length === 1, voiceOf });
  }

  /** Seconds of speech in the excerpts of a track. `again`: in other excerpts, of which a short file has none. */
  async voice(track: AudioTrack, again: boolean): Promise<number> {
    const channels = await this.#read(track, again);
    const { weights } = await this.mixdown(track);
    const count = channels.length;
    const mixed = mixOf(channels, weights ?? channels.map(() => 1 / count));
    return voiceSeconds(mixed, this.#options.voiceOf);
  }

  async hasSound(track: AudioTrack): Promise<boolean> {
    return (await this.#read(track, false)).some(hasSound);
  }

  #read(track: AudioTrack, again: boolean): Promise<Float32Array[]> {
    const key = `${track.streamIndex} ${again}`;
    let made = this.#channels.get(key);
    if (!made) {
      const excerpts: Excerpt[] = excerptsFor(this.#info, track, again);
      const options = { form: "channels", signal: this.#options.signal } as const;
      this.#channels.set(key, (made = readChannels(this.#info, track, excerpts, options)));
    }
    return made;
  }
}

function excerptsFor({ duration }: MediaInfo, { channels }: AudioTrack, again = false): Excerpt[] {
  return excerptsOf({ duration, channels }, again);
}

const NO_MIX: Mixdown = { weights: null, channel: null, reason: null, unused: [], mixed: new Float32Array(0) };

function soundOf(
  info: MediaInfo,
  chosen: AudioTrack,
  { weights, channel, reason, unused }: Mixdown,
  { tracks, unusedTracks }: { tracks: AudioTrack[]; unusedTracks: AudioTrack[] },
): Sound {
  const what = channel !== null ? `, channel ${channel}` : weights ? ", channels mixed differently" : "";
  const left = [
    ...(unusedTracks.length > 0 ? [`audio ${nameTracks(unusedTracks)}`] : []),
    ...(unused.length > 0 ? [`channel${unused.length === 1 ? "" : "s"} ${unused.join(", ")}`] : []),
  ];
  return {
    info: { ...info, audio: audioOf(chosen), tracks },
    track: chosen.track,
    channel,
    weights,
    description: `audio ${nameTrack(chosen)}${what}${reason === null ? "" : `: ${reason}`}`,
    unused: left.length === 0 ? null : left.join(" and "),
  };
}
