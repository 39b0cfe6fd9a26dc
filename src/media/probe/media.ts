/** What Sister needs to know of a video or audio file. Plain data: it travels between processes. */
export interface MediaInfo {
  /** The path as it was given. */
  file: string;
  /** Length of the presentation in seconds. */
  duration: number;
  /** Presentation start of the container in seconds (an MPEG-TS may start at 10): time 0 of every cue. */
  startTime: number;
  /** ffmpeg's name of the container: `mov,mp4,m4a,3gp,3g2,mj2`, `matroska,webm`, `mpegts`, ... */
  container: string;
  /** null for sound alone; the cover picture of an album is no video. `frameRate` is in frames per second, the average where it varies. */
  video: {
    codec: string;
    /** ffmpeg's name of the form of its points: `yuv420p`; absent in descriptions that were kept by an older version. */
    pixelFormat?: string;
    width: number;
    height: number;
    frameRate: number;
  } | null;
  /** The audio track that is heard: the file's own default until `chooseSound` has chosen. */
  audio: {
    /** Index among all streams of the file. */
    streamIndex: number;
    /** Number among its audio tracks, from 1; absent in descriptions that were kept by an older version. */
    track?: number;
    codec: string;
    channels: number;
    sampleRate: number;
    /** ffmpeg's name of the form of decoded samples: `s16`, `fltp`; absent in descriptions that were kept by an older version. */
    sampleFormat?: string;
    /** Seconds from time 0 at which the container says this sound ends. Absent where the container does not say. */
    promisedEnd?: number;
  };
  /** All audio tracks that can be decoded; absent in descriptions that were kept by an older version. */
  tracks?: AudioTrack[];
}

/** One of a file's audio tracks. */
export interface AudioTrack extends Required<Omit<MediaInfo["audio"], "promisedEnd">> {
  promisedEnd?: number;
  /** As the file tags it (ISO 639); null if it does not. */
  language: string | null;
  title: string | null;
  /** Whether the file says where each channel belongs (stereo, 5.1); false for the channels of many recorders. */
  hasLayout: boolean;
  /** The file's own preference. */
  isDefault: boolean;
  /** Beside the main sound: an audio description, a commentary, music without voices. */
  isAside: boolean;
}

/** What a file is, wherever it lies. */
export type MediaDescription = Omit<MediaInfo, "file">;
