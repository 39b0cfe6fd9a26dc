/**
 * The one place that decides what the sound of a video is: which track, and how its channels become one. docs/media.md says
 * how. It looks at places of the file, never at all of a long one.
 */
import type { AudioTrack, MediaInfo } from "../probe/media.js";
import { listAudioTracks } from "../probe/audio-tracks.js";
import { chooseMixdown, hasSound, mixOf, onlyChannel, voiceSeconds, type Mixdown, type VoiceOf } from "./channels.js";
import { placesOf, readChannels, type Place } from "./look.js";
import { audioOf, nameTrack, nameTracks, rankTracks, type SoundWish } from "./tracks.js";

/** Of two tracks that are equally likely, one with less than this share of the other's voice is not the one with speech. */
const SPEAKS = 0.25;

/** Tracks that are looked at for speech, or for sound that is left out: a file may declare thousands. */
const TRACKS_MOST = 8;

/** What is heard of a file. Plain data. */
export interface Sound {
  /** The file, with the chosen track as its `audio`. */
  info: MediaInfo;
  /** The track's number among the audio tracks, from 1. */
  track: number;
  /** The only channel that is heard, from 1; null: several, mixed. */
  channel: number | null;
  /** For `decodeAudio`: the weight of each channel; null: ffmpeg's own mix. */
  weights: readonly number[] | null;
  /** For people: "audio track 2 (eng), channel 4: …". */
  description: string;
  /** What has sound and is not heard, for people; null if there is nothing. */
  unused: string | null;
}

export interface ChooseOptions {
  voiceOf: VoiceOf;
  signal?: AbortSignal | undefined;
}

/**
 * Refuses a wish that the file cannot fulfil, by its head alone: a SisterError with exit code 2 that names the tracks there are.
 */
export async function requireSound(info: MediaInfo, wish: SoundWish, signal?: AbortSignal): Promise<void> {
  rankTracks(await tracksOf(info, signal), wish);
}

/**
 * Chooses the sound. What was asked for is taken; else the track in the language of the speech, that is no commentary, and in
 * which there is speech. Costs the decoding of at most 6 minutes of each track that may be meant.
 *
 * @example
 * const sound = await chooseSound(info, { language: "en", track: null, channel: null }, { voiceOf });
 * for await (const samples of decodeAudio(sound.info, { weights: sound.weights })) use(samples);
 */
export async function chooseSound(info: MediaInfo, wish: SoundWish, options: ChooseOptions): Promise<Sound> {
  const tracks = await tracksOf(info, options.signal);
  const groups = rankTracks(tracks, wish);
  const look = new Looks(info, wish, options);
  const chosen = (await firstThatSpeaks(groups, look, wish)) ?? tracks[0];
  if (!chosen) throw new Error("a file without audio tracks was probed");
  const mixdown = await look.mixdown(chosen);
  const unusedTracks: AudioTrack[] = [];
  for (const track of tracks.filter((other) => other !== chosen).slice(0, TRACKS_MOST))
    if (await look.hasSound(track)) unusedTracks.push(track);
  return soundOf(info, chosen, mixdown, { tracks, unusedTracks });
}

/** The channels of the chosen track that speak, from 1: for a message when the one that was asked for does not. */
export async function channelsWithSpeech({ info }: Sound, options: ChooseOptions): Promise<number[]> {
  const track = info.tracks?.find(({ streamIndex }) => streamIndex === info.audio.streamIndex);
  if (!track) return [];
  const channels = await readChannels(info, track, placesFor(info, track), {
    form: "channels",
    signal: options.signal,
  });
  const found: number[] = [];
  for (const [i, samples] of channels.entries())
    if ((await voiceSeconds(samples, options.voiceOf)) > 0.3) found.push(i + 1);
  return found;
}

/** A file with the track as its sound that was heard before: for what is made of it later. */
export function withTrack<T extends Omit<MediaInfo, "file">>(info: T, track: number | undefined): T {
  const heard = info.tracks?.find((one) => one.track === track);
  return heard ? { ...info, audio: audioOf(heard) } : info;
}

/** Also of a description that an older version kept. */
async function tracksOf(info: MediaInfo, signal: AbortSignal | undefined): Promise<AudioTrack[]> {
  return info.tracks ?? (await listAudioTracks(info.file, signal));
}

/**
 * The best of the first group in which there is speech; without any, the first of the first. A single track is not listened to:
 * whatever is in it, there is no other.
 */
async function firstThatSpeaks(groups: AudioTrack[][], look: Looks, wish: SoundWish): Promise<AudioTrack | null> {
  const all = groups.flat();
  if (all.length <= 1 || (wish.track !== null && /^\d+$/.test(wish.track))) return all[0] ?? null;
  for (const again of [false, true]) {
    for (const group of groups) {
      const found = await bestOf(group.slice(0, TRACKS_MOST), look, again);
      if (found) return found;
    }
  }
  // Nobody speaks: rather one with sound than one without.
  for (const track of all.slice(0, TRACKS_MOST)) if (await look.hasSound(track)) return track;
  return all[0] ?? null;
}

/** The first of them that speaks, in the order of preference, unless another one speaks far more. */
async function bestOf(group: readonly AudioTrack[], look: Looks, again: boolean): Promise<AudioTrack | null> {
  const heard: { track: AudioTrack; seconds: number }[] = [];
  for (const track of group) heard.push({ track, seconds: await look.voice(track, again) });
  const most = Math.max(0, ...heard.map(({ seconds }) => seconds));
  if (most === 0) return null;
  return heard.find(({ seconds }) => seconds >= SPEAKS * most)?.track ?? null;
}

/** Looks at the tracks of one file, each made once. */
class Looks {
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

  /** How a track is mixed. Of one channel nothing has to be known. */
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
    const places = placesFor(this.#info, track);
    const mixes = track.channels > 2 && track.hasLayout;
    const standard = mixes ? await readChannels(this.#info, track, places, { form: "mono", signal }) : null;
    return chooseMixdown({ channels, standard: standard?.[0] ?? null, isWhole: places.length === 1, voiceOf });
  }

  /** Seconds of speech in a track where it is looked at; `again`: at other places, of which a short file has none. */
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
      const places: Place[] = placesFor(this.#info, track, again);
      const options = { form: "channels", signal: this.#options.signal } as const;
      this.#channels.set(key, (made = readChannels(this.#info, track, places, options)));
    }
    return made;
  }
}

function placesFor({ duration }: MediaInfo, { channels }: AudioTrack, again = false): Place[] {
  return placesOf({ duration, channels }, again);
}

const NO_MIX: Mixdown = { weights: null, channel: null, reason: null, unused: [], mixed: new Float32Array(0) };

function soundOf(
  info: MediaInfo,
  chosen: AudioTrack,
  { weights, channel, reason, unused }: Mixdown,
  { tracks, unusedTracks }: { tracks: AudioTrack[]; unusedTracks: AudioTrack[] },
): Sound {
  const what = channel !== null ? `, channel ${channel}` : weights ? ", channels mixed anew" : "";
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
