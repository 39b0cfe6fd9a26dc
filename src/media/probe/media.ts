/** The facts about a video or audio file that Sister needs. Plain data: it travels between processes. */
export interface MediaInfo {
  /** The path as it was given. */
  file: string;
  /** Length of the presentation in seconds. */
  duration: number;
  /** Presentation start of the container in seconds (10 is possible in an MPEG-TS): time 0 of every cue. */
  startTime: number;
  /** ffmpeg's name of the container: `mov,mp4,m4a,3gp,3g2,mj2`, `matroska,webm`, `mpegts`, ... */
  container: string;
  /**
   * Null for files with only sound; an album's cover is not a video. `frameRate` is in frames per second, on average if
   * it varies.
   */
  video: {
    codec: string;
    /** ffmpeg's pixel format: `yuv420p`. Missing in descriptions that an older version stored. */
    pixelFormat?: string;
    width: number;
    height: number;
    frameRate: number;
  } | null;
  /** The audio track to recognize: the file's default until `chooseSound` has chosen. */
  audio: {
    /** Index among all streams of the file. */
    streamIndex: number;
    /** Number among the audio tracks, from 1. Missing in descriptions that an older version stored. */
    track?: number;
    codec: string;
    channels: number;
    sampleRate: number;
    /** ffmpeg's format of decoded samples: `s16`, `fltp`. Missing in descriptions that an older version stored. */
    sampleFormat?: string;
    /**
     * When this sound ends according to the container, in seconds from time 0. Missing if the container does not tell.
     */
    promisedEnd?: number;
  };
  /** All audio tracks that can be decoded. Missing in descriptions that an older version stored. */
  tracks?: AudioTrack[];
}

/** One of a file's audio tracks. */
export interface AudioTrack extends Required<Omit<MediaInfo["audio"], "promisedEnd">> {
  promisedEnd?: number;
  /** The file's language tag (ISO 639). Null if it has none. */
  language: string | null;
  title: string | null;
  /** Whether the file assigns positions to its channels (stereo, 5.1). False for the channels of many recorders. */
  hasLayout: boolean;
  /** Whether the file marks it as default. */
  isDefault: boolean;
  /** Whether it is not the main sound: an audio description, a commentary, music without voices. */
  isAside: boolean;
}

/** The description of a file, without its path. */
export type MediaDescription = Omit<MediaInfo, "file">;
