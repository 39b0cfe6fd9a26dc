/** Made by `npm run web:types` out of the OpenAPI document. Do not edit. */
export interface paths {
  "/health": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the server is alive */
    get: operations["getHealth"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/ready": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the server accepts jobs; warnings name what is missing without stopping it */
    get: operations["getReady"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** metrics for Prometheus */
    get: operations["getMetrics"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** a page of jobs, the newest first */
    get: operations["getApiJobs"];
    put?: never;
    /** the job, which is durable; already completed if this video was done before */
    post: operations["postApiJobs"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** the job */
    post: operations["postApiJobsIdCancel"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/retry": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** the job */
    post: operations["postApiJobsIdRetry"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the job */
    get: operations["getApiJobsId"];
    put?: never;
    post?: never;
    /** the job and its files are removed */
    delete: operations["deleteApiJobsId"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/segments": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the job's segments, in the order of the video */
    get: operations["getApiJobsIdSegments"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** server-sent events: progress (ProgressEvent), segment (Segment), cue (CueEvent), warning (WarningEvent), status (StatusEvent), render (RenderProgressEvent), subtitles (SavedEvent); the stream ends when the job and its renders have ended */
    get: operations["getApiJobsIdEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** server-sent events of all jobs of the caller: sync (read the list again; sent first, and after a gap), job (Job, for each job at most every 250 ms), removed (RemovedEvent), subtitles (SubtitlesEvent), render (Render); the stream does not end by itself */
    get: operations["getApiEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/subtitles/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the subtitles, as .srt, .vtt, .ass, .ttml, .txt, .csv or .json, with an ETag */
    get: operations["getApiJobsIdSubtitlesName"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/subtitles/{language}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** the saved subtitles, with a new ETag */
    put: operations["putApiJobsIdSubtitlesLanguage"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/subtitles/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** every breach of the norms */
    post: operations["postApiSubtitlesCheck"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/subtitles/{language}/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** every breach of the norms */
    get: operations["getApiJobsIdSubtitlesLanguageCheck"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/subtitles/{language}/cues/{index}/retranslate": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** the new text of the cue, with the new ETag of the subtitles */
    post: operations["postApiJobsIdSubtitlesLanguageCuesIndexRetranslate"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/targets": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** the job, which is queued again to translate its cues; as it is if it has the target already and `again` is not set */
    post: operations["postApiJobsIdTargets"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/renders": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the job's renders, the oldest first */
    get: operations["getApiJobsIdRenders"];
    put?: never;
    /** the render, which is durable */
    post: operations["postApiJobsIdRenders"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/renders/{render}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the render */
    get: operations["getApiJobsIdRendersRender"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/preview": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * the job's video or sound, in a form that browsers play
     * @description The original if browsers play it; otherwise an MP4, which is made at the first GET or HEAD request, whatever the status of the job.
     */
    get: operations["getApiJobsIdPreview"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{id}/thumbnails/{seconds}.jpg": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the picture that the video shows at this time */
    get: operations["getApiJobsIdThumbnailsSecondsJpg"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/outputs/{id}/{file}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** a file of the job: original, a finished render (its links.output), or subtitles as NAME.es.srt, .vtt, .ass, .ttml, .txt, .csv or .json */
    get: operations["getOutputsIdFile"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/files": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** an upload, at Location; it expires a day after its last bytes came */
    post: operations["postFiles"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/files/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** the upload is removed */
    delete: operations["deleteFilesId"];
    options?: never;
    /** Upload-Offset holds how many bytes have come */
    head: operations["headFilesId"];
    /** Upload-Offset holds how many bytes have come */
    patch: operations["patchFilesId"];
    trace?: never;
  };
  "/api/session": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the caller, and when its session ends */
    get: operations["getApiSession"];
    put?: never;
    /** a session of the request's token; the response sets its cookie */
    post: operations["postApiSession"];
    /** the session of the cookie has ended */
    delete: operations["deleteApiSession"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/me": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the caller, and what it may do */
    get: operations["getApiMe"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/languages": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the source languages, the target languages of each, and the translators, that this server supports */
    get: operations["getApiLanguages"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/fonts": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the font families that subtitles can be burned in, the default first */
    get: operations["getApiFonts"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/fonts/{family}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the file of the family's regular font */
    get: operations["getApiFontsFamily"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/group": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** the whole installation: groups, servers, queue, disk */
    get: operations["getApiGroup"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/cache": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** what was recognized or translated before */
    get: operations["getApiCache"];
    put?: never;
    post?: never;
    /** the cache is cleared: segments are recognized anew from now on */
    delete: operations["deleteApiCache"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/openapi.json": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** this document */
    get: operations["getOpenapiJson"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/docs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** this document as a page */
    get: operations["getDocs"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ProgressEvent: {
      progress: number;
      segments: {
        done: number;
        failed: number;
        total: number;
      };
    };
    CueEvent: {
      start: number;
      end: number;
      text: string;
      words: ({
        text: string;
        start: number;
        end: number;
        confidence: number;
      } & {
        [key: string]: unknown;
      })[];
    };
    WarningEvent: {
      code: string;
      message: string;
    };
    StatusEvent: {
      /** @enum {string} */
      status: "queued" | "running" | "completed" | "failed" | "cancelled";
    };
    RenderProgressEvent: {
      /** Format: uuid */
      id: string;
      /** @enum {string} */
      kind: "burn" | "mux";
      /**
       * @description BCP 47
       * @example es
       */
      lang: string;
      /** @enum {string} */
      status: "queued" | "running" | "completed" | "failed";
      progress: number;
      error: string | null;
    };
    SavedEvent: {
      /**
       * @description BCP 47
       * @example es
       */
      language: string;
      version: number;
    };
    RemovedEvent: {
      /**
       * Format: uuid
       * @example 0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11
       */
      id: string;
    };
    SubtitlesEvent: {
      /**
       * Format: uuid
       * @example 0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11
       */
      job: string;
      /**
       * @description BCP 47
       * @example es
       */
      language: string;
      version: number;
    };
    /**
     * @example {
     *       "id": "0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
     *       "status": "running",
     *       "route": "group",
     *       "filename": "talk.mp4",
     *       "duration": 3600.5,
     *       "source": "en",
     *       "targets": [
     *         "es"
     *       ],
     *       "progress": 0.25,
     *       "segments": {
     *         "done": 60,
     *         "failed": 0,
     *         "total": 240
     *       },
     *       "ranks": [],
     *       "createdAt": "2026-01-01T00:00:00.000Z",
     *       "startedAt": "2026-01-01T00:00:01.000Z",
     *       "finishedAt": null,
     *       "error": null,
     *       "warnings": [],
     *       "audioTrack": null,
     *       "profile": "netflix",
     *       "shots": false,
     *       "audio": {
     *         "track": 1,
     *         "channel": null
     *       },
     *       "translator": null,
     *       "translators": {
     *         "es": "apertium"
     *       },
     *       "glossaryTerms": 0,
     *       "services": {},
     *       "language": {
     *         "code": "en",
     *         "how": "given",
     *         "confidence": 1
     *       },
     *       "links": {
     *         "self": "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
     *         "events": "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/events",
     *         "segments": "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/segments",
     *         "preview": "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/preview"
     *       }
     *     }
     */
    Job: {
      /**
       * Format: uuid
       * @example 0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11
       */
      id: string;
      /** @enum {string} */
      status: "queued" | "running" | "completed" | "failed" | "cancelled";
      /** @enum {string} */
      route: "group" | "local";
      /** @description whether a server took the job although its route is group, because no group was alive */
      fallback: boolean;
      filename: string;
      /** @description seconds */
      duration: number;
      /**
       * @description BCP 47, or auto: the model detects the language
       * @example en
       */
      source: string | "auto";
      targets: string[];
      /** @description the part of the audio that is done */
      progress: number;
      segments: {
        done: number;
        failed: number;
        total: number;
      };
      ranks: {
        rank: number;
        host: string;
        segments: number;
        audioSeconds: number;
        busySeconds: number;
        idleSeconds: number;
      }[];
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      startedAt: string | null;
      /** Format: date-time */
      finishedAt: string | null;
      error: string | null;
      /** @description what a person should know about the result, although the job succeeded */
      warnings: {
        code: string;
        message: string;
      }[];
      /** @description the audio track that the request named: its number, from 1, or its language */
      audioTrack: string | null;
      /** @description the norms of the subtitles */
      profile: string;
      /** @description whether cues begin and end with the shots of the picture */
      shots: boolean;
      /** @description the translator that the request named */
      translator: string | null;
      /** @description the translator of each target; empty until the language of the speech is known */
      translators: {
        [key: string]: string;
      };
      /** @description the number of terms of its glossary */
      glossaryTerms: number;
      /**
       * @description what was asked of services on the network, by translator; repeated requests count each time; tokens if the service counts them
       * @example {
       *       "openai": {
       *         "requests": 12,
       *         "characters": 9400,
       *         "tokens": 5200
       *       }
       *     }
       */
      services: {
        [key: string]: {
          requests: number;
          characters: number;
          tokens: number;
        };
      };
      /** @description the sound that was recognized: its track, and its channel if only one was; null until the job ends */
      audio: {
        track: number;
        channel: number | null;
      } | null;
      /** @description the language of the speech; null until it is known */
      language: {
        /**
         * @description BCP 47
         * @example es
         */
        code: string;
        /** @enum {string} */
        how: "given" | "detected";
        confidence: number;
      } | null;
      links: {
        [key: string]: string;
      };
    };
    UploadedJob: {
      /** @description the id of the upload: the last part of its address under /files */
      upload: string;
      /** @default [] */
      targets: string[];
      /**
       * @description BCP 47, or auto: the model detects the language
       * @default en
       * @example en
       */
      source: string | "auto";
      /**
       * @description the audio track to recognize: its number, from 1, or its language; chosen automatically by default
       * @example 2
       */
      audioTrack?: string;
      /**
       * @description the norms of the subtitles: netflix, children, bbc, ebu; own numbers may follow: netflix,cps=15
       * @example netflix
       */
      profile?: string;
      /** @description let cues begin and end with the shots of the picture, which is decoded for it; default: false */
      shots?: boolean;
      /**
       * @description a translator of GET /api/languages; by default the first one that can do the target
       * @example apertium
       */
      translator?: string;
      glossary?: components["schemas"]["GlossaryTerm"][];
    };
    GlossaryTerm: {
      /** @example rank */
      source: string;
      /**
       * @description the translation into targets that have none of their own; - keeps the term
       * @example rango
       */
      target?: string;
      /**
       * @description translations by the code of the target
       * @example {
       *       "id": "peringkat"
       *     }
       */
      targets?: {
        [key: string]: string;
      };
      note?: string;
    };
    /**
     * @example {
     *       "jobs": [
     *         {
     *           "id": "0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
     *           "status": "running",
     *           "route": "group",
     *           "filename": "talk.mp4",
     *           "duration": 3600.5,
     *           "source": "en",
     *           "targets": [
     *             "es"
     *           ],
     *           "progress": 0.25,
     *           "segments": {
     *             "done": 60,
     *             "failed": 0,
     *             "total": 240
     *           },
     *           "ranks": [],
     *           "createdAt": "2026-01-01T00:00:00.000Z",
     *           "startedAt": "2026-01-01T00:00:01.000Z",
     *           "finishedAt": null,
     *           "error": null,
     *           "warnings": [],
     *           "audioTrack": null,
     *           "profile": "netflix",
     *           "shots": false,
     *           "audio": {
     *             "track": 1,
     *             "channel": null
     *           },
     *           "translator": null,
     *           "translators": {
     *             "es": "apertium"
     *           },
     *           "glossaryTerms": 0,
     *           "services": {},
     *           "language": {
     *             "code": "en",
     *             "how": "given",
     *             "confidence": 1
     *           },
     *           "links": {
     *             "self": "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
     *             "events": "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/events",
     *             "segments": "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/segments",
     *             "preview": "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/preview"
     *           }
     *         }
     *       ],
     *       "next": null
     *     }
     */
    JobPage: {
      jobs: components["schemas"]["Job"][];
      next: string | null;
    };
    /**
     * @example [
     *       {
     *         "index": 0,
     *         "start": 0,
     *         "end": 12.25,
     *         "state": "done",
     *         "rank": 0,
     *         "host": "node1",
     *         "attempts": 1
     *       },
     *       {
     *         "index": 1,
     *         "start": 12.25,
     *         "end": 24,
     *         "state": "running",
     *         "rank": 2,
     *         "host": "node2",
     *         "attempts": 2
     *       },
     *       {
     *         "index": 2,
     *         "start": 24,
     *         "end": 35.5,
     *         "state": "waiting",
     *         "rank": null,
     *         "host": null,
     *         "attempts": 0
     *       }
     *     ]
     */
    SegmentList: components["schemas"]["Segment"][];
    /**
     * @example {
     *       "index": 7,
     *       "start": 84,
     *       "end": 96.5,
     *       "state": "running",
     *       "rank": 1,
     *       "host": "node1",
     *       "attempts": 1
     *     }
     */
    Segment: {
      index: number;
      /** @description seconds from the video's start */
      start: number;
      end: number;
      /** @enum {string} */
      state: "waiting" | "running" | "done" | "failed";
      /** @description null while the segment waits, and if its words were cached */
      rank: number | null;
      host: string | null;
      /** @description attempts that began; more than 1 after a retry */
      attempts: number;
    };
    /**
     * @example {
     *       "language": "es",
     *       "cues": [
     *         {
     *           "index": 1,
     *           "start": 0.5,
     *           "end": 2.25,
     *           "text": "Buenos días."
     *         }
     *       ]
     *     }
     */
    Subtitles: {
      /**
       * @description BCP 47
       * @example es
       */
      language: string;
      cues: {
        index: number;
        start: number;
        end: number;
        text: string;
        failed?: boolean;
        /** @description the recognized words, of subtitles in the source language; an edit may omit them */
        words?: {
          text: string;
          start: number;
          end: number;
          confidence: number;
          /**
           * @description whether the times are estimated
           * @enum {boolean}
           */
          estimated?: true;
          /**
           * @description whether words like this are often wrong, so that an editor should mark it
           * @enum {boolean}
           */
          doubtful?: true;
        }[];
      }[];
    };
    SubtitleCheck: {
      profile: string;
      /**
       * @description of the text; null if neither the request nor the file names it: the norms of English are used
       * @example es
       */
      language: string | null;
      /** @description of a file: srt, vtt, ass, ttml, csv, json */
      format: string | null;
      cues: number;
      /** @description how often each rule is broken */
      rules: {
        [key: string]: number;
      };
      breaches: {
        /** @enum {string} */
        rule:
          | "lines"
          | "line-length"
          | "reading-speed"
          | "too-short"
          | "too-long"
          | "gap"
          | "overlap"
          | "order"
          | "empty"
          | "shot-change"
          | "line-break";
        /**
         * @description advice does not break a norm
         * @enum {string}
         */
        severity: "error" | "advice";
        /** @description number of the cue, from 1 */
        cue: number;
        /** @description start of the cue, in seconds */
        at: number;
        /** @description what is wrong, with numbers */
        message: string;
        /** @description how to mend it */
        mend: string;
        /** @description where the rule comes from */
        source: string;
      }[];
      /** @description what could not be read in a file */
      notes: string[];
    };
    /**
     * @example {
     *       "language": "es",
     *       "index": 12,
     *       "text": "Buenos días."
     *     }
     */
    RetranslatedCue: {
      /**
       * @description BCP 47
       * @example es
       */
      language: string;
      index: number;
      text: string;
    };
    AddedTarget: {
      /**
       * @description BCP 47
       * @example es
       */
      target: string;
      /**
       * @description a translator of GET /api/languages; by default the first one that can do the target
       * @example apertium
       */
      translator?: string;
      /** @description translate a target that the job has again, and replace its subtitles with their edits; they stay if a cue could not be translated */
      again?: boolean;
    };
    Render: {
      /** Format: uuid */
      id: string;
      /**
       * Format: uuid
       * @example 0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11
       */
      job: string;
      /** @enum {string} */
      kind: "burn" | "mux";
      /**
       * @description BCP 47
       * @example es
       */
      lang: string;
      style: components["schemas"]["RenderStyle"];
      /** @description the version of the subtitles that it shows */
      version: number;
      /** @enum {string} */
      status: "queued" | "running" | "completed" | "failed";
      progress: number;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      startedAt: string | null;
      /** Format: date-time */
      finishedAt: string | null;
      error: string | null;
      /** @description what a person should know about the video, although it can be made: letters without a font */
      warnings: {
        code: string;
        message: string;
      }[];
      links: {
        self: string;
        job: string;
        output?: string;
      };
    };
    /**
     * @description how burned subtitles look; the player decides how a muxed track looks
     * @example {
     *       "fontSize": 20,
     *       "color": "#ffffff",
     *       "boxColor": "#000000",
     *       "boxOpacity": 0.6,
     *       "position": "bottom"
     *     }
     */
    RenderStyle: {
      /**
       * @description a font family from GET /api/fonts; by default the one marked as default
       * @example DejaVu Sans
       */
      font?: string;
      /** @description in 1/288 of the picture's height; 16 by default */
      fontSize?: number;
      /**
       * @description color of the letters; #ffffff by default
       * @example #ffff00
       */
      color?: string;
      /**
       * @description color of the box behind the letters; #000000 by default
       * @example #000000
       */
      boxColor?: string;
      /** @description opacity of the box; it is drawn if this is above 0; 0 by default */
      boxOpacity?: number;
      /** @description width of the letters' outline, in the unit of fontSize; 1 by default */
      outline?: number;
      /**
       * @description color of the outline; #000000 by default
       * @example #000000
       */
      outlineColor?: string;
      /**
       * @description bottom by default
       * @enum {string}
       */
      position?: "top" | "bottom";
      /** @description from the upper or lower edge of the picture to the text, in the unit of fontSize; 10 by default */
      margin?: number;
      /** @description least distance from the left and right edge, in 1/384 of the picture's width; 10 by default */
      sideMargin?: number;
    };
    RenderRequest: {
      /**
       * @description BCP 47
       * @example es
       */
      lang: string;
      /** @enum {string} */
      kind: "burn" | "mux";
      style?: components["schemas"]["RenderStyle"];
    };
    RenderList: {
      renders: components["schemas"]["Render"][];
    };
    /**
     * @example {
     *       "state": "making",
     *       "progress": 0.25
     *     }
     */
    PreviewState: {
      /** @enum {string} */
      state: "making";
      progress: number;
    };
    /**
     * @example {
     *       "owner": "ada",
     *       "expiresAt": "2026-01-01T12:00:00.000Z"
     *     }
     */
    Session: {
      /** @description the owner whose jobs the session can see: the name of its token */
      owner: string;
      /**
       * Format: date-time
       * @description null if the request has no session cookie
       */
      expiresAt: string | null;
    };
    /**
     * @example {
     *       "owner": "ada",
     *       "operator": false,
     *       "signIn": "session",
     *       "expiresAt": "2026-01-01T12:00:00.000Z"
     *     }
     */
    Me: {
      /** @description the owner whose jobs the caller can see */
      owner: string;
      /** @description whether the caller may use /api/group and /api/cache */
      operator: boolean;
      /**
       * @description how the caller is authenticated; none: the server is for its own machine and requires no tokens
       * @enum {string}
       */
      signIn: "none" | "token" | "session";
      /**
       * Format: date-time
       * @description when the session ends; null without one
       */
      expiresAt: string | null;
    };
    /**
     * @example {
     *       "sources": [
     *         "en"
     *       ],
     *       "targets": {
     *         "en": [
     *           "ca",
     *           "es"
     *         ]
     *       },
     *       "translators": [
     *         {
     *           "name": "apertium",
     *           "isService": false,
     *           "targets": {
     *             "en": [
     *               "ca",
     *               "es"
     *             ]
     *           }
     *         }
     *       ]
     *     }
     */
    Languages: {
      sources: (string | "auto")[];
      targets: {
        [key: string]: string[];
      };
      /** @description the translators that this server uses, the preferred one first */
      translators: {
        /** @description as a job may name it */
        name: string;
        /** @description whether texts are sent to a service over the network */
        isService: boolean;
        /** @description the targets of each source; empty if it is not set up */
        targets: {
          [key: string]: string[];
        };
      }[];
    };
    /**
     * @example {
     *       "fonts": [
     *         {
     *           "family": "Liberation Sans",
     *           "url": "/api/fonts/Liberation%20Sans",
     *           "emScale": 0.895105,
     *           "default": true
     *         },
     *         {
     *           "family": "DejaVu Sans",
     *           "url": "/api/fonts/DejaVu%20Sans",
     *           "emScale": 0.85906
     *         }
     *       ],
     *       "problem": null
     *     }
     */
    FontList: {
      fonts: components["schemas"]["Font"][];
      /** @description why there are no fonts; null if there are some */
      problem: string | null;
    };
    Font: {
      family: string;
      /** @description the path of its file */
      url: string;
      /** @description CSS font size = style.fontSize × the picture's height / 288 × emScale; line height = style.fontSize × the picture's height / 288 */
      emScale: number;
      /**
       * @description whether it is used if a style names no font
       * @enum {boolean}
       */
      default?: true;
    };
    /**
     * @description the whole installation; a field is null if it cannot be read at the moment
     * @example {
     *       "groups": [
     *         {
     *           "id": "0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
     *           "host": "node1",
     *           "seenAt": "2026-01-01T00:00:05.000Z",
     *           "ranks": [
     *             {
     *               "rank": 0,
     *               "host": "node1",
     *               "job": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
     *               "filename": "talk.mp4",
     *               "segment": 7,
     *               "since": "2026-01-01T00:00:03.000Z"
     *             },
     *             {
     *               "rank": 1,
     *               "host": "node2",
     *               "job": null,
     *               "filename": null,
     *               "segment": null,
     *               "since": null
     *             }
     *           ]
     *         }
     *       ],
     *       "servers": [
     *         {
     *           "id": "9c1f2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
     *           "host": "node1",
     *           "version": "0.1.0",
     *           "startedAt": "2026-01-01T00:00:00.000Z",
     *           "seenAt": "2026-01-01T00:00:05.000Z"
     *         }
     *       ],
     *       "queue": {
     *         "group": 2,
     *         "local": 0,
     *         "renders": 1
     *       },
     *       "engine": {
     *         "name": "moonshine",
     *         "model": "moonshine-base-en",
     *         "languages": [
     *           "en"
     *         ],
     *         "provider": "cpu",
     *         "note": null
     *       },
     *       "translators": [
     *         {
     *           "source": "en",
     *           "target": "es",
     *           "by": "apertium"
     *         }
     *       ],
     *       "database": {
     *         "kind": "postgres",
     *         "primary": "db1:5432",
     *         "replicas": [
     *           {
     *             "host": "db2:5432",
     *             "lagSeconds": 0
     *           }
     *         ]
     *       },
     *       "cache": {
     *         "kind": "redis",
     *         "state": "alive"
     *       },
     *       "disk": {
     *         "totalBytes": 500000000000,
     *         "freeBytes": 200000000000,
     *         "leastBytes": 1073741824
     *       },
     *       "ready": {
     *         "ready": true,
     *         "problems": []
     *       }
     *     }
     */
    GroupState: {
      /** @description the process groups that are alive */
      groups:
        | {
            /** Format: uuid */
            id: string;
            host: string;
            /** Format: date-time */
            seenAt: string;
            ranks: {
              rank: number;
              host: string;
              /**
               * Format: uuid
               * @description the job whose segment the rank recognizes; null if it is idle
               * @example 0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11
               */
              job: string | null;
              filename: string | null;
              segment: number | null;
              /** Format: date-time */
              since: string | null;
            }[];
          }[]
        | null;
      /** @description the API servers that are alive */
      servers:
        | {
            /** Format: uuid */
            id: string;
            host: string;
            version: string;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            seenAt: string;
          }[]
        | null;
      /** @description the numbers of waiting jobs, by route, and of waiting renders */
      queue: {
        group: number;
        local: number;
        renders: number;
      } | null;
      engine: {
        name: string;
        model: string | null;
        /** @description the languages that it recognizes; * if they are unknown, so that any may be requested */
        languages: string[];
        /** @description what it computes on in this server: cpu, cuda or coreml */
        provider: string;
        /** @description why a better engine is not used; null if there is no reason */
        note: string | null;
      };
      translators:
        | {
            /**
             * @description BCP 47
             * @example es
             */
            source: string;
            /**
             * @description BCP 47
             * @example es
             */
            target: string;
            by: string;
          }[]
        | null;
      database: {
        /** @enum {string} */
        kind: "embedded" | "postgres";
        /** @description host:port; null if the database is embedded, or if no primary answers */
        primary: string | null;
        replicas: {
          host: string;
          /** @description seconds behind the primary; null if the replica does not answer */
          lagSeconds: number | null;
        }[];
      };
      cache: {
        /** @enum {string} */
        kind: "memory" | "redis";
        /** @enum {string} */
        state: "alive" | "away";
      };
      /** @description the disk of the data folder */
      disk: {
        totalBytes: number;
        freeBytes: number;
        /** @description the server is not ready if less is free */
        leastBytes: number;
      } | null;
      /** @description what GET /ready answers */
      ready: {
        ready: boolean;
        problems: string[];
      } | null;
    };
    /**
     * @example {
     *       "entries": 1250,
     *       "bytes": 4300000,
     *       "hits": 310,
     *       "misses": 940
     *     }
     */
    CacheState: {
      /** @description recognized segments, and whole videos with their translations */
      entries: number;
      bytes: number;
      /** @description how many segments were ever found in the cache */
      hits: number;
      misses: number;
    };
    /** @description RFC 9457 */
    Problem: {
      type: string;
      title: string;
      status: number;
      /** @description what is wrong and what to do */
      detail: string;
      /** @description the id of the request in the server's log */
      requestId?: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the server is alive */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /**
             * @example alive
             * @enum {string}
             */
            status: "alive";
          };
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getReady: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the server accepts jobs; warnings name what is missing without stopping it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /**
             * @example ready
             * @enum {string}
             */
            status: "ready";
            /**
             * @example [
             *       "Redis refuses the password"
             *     ]
             */
            warnings?: string[];
          };
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server does not accept jobs; the detail says why: the database, the data folder, its disk, engines, or a shutdown */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Service Unavailable",
           *       "status": 503,
           *       "detail": "the server does not accept jobs; the detail says why: the database, the data folder, its disk, engines, or a shutdown",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description metrics for Prometheus */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request came through a proxy or from the internet: metrics are for internal use only */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request came through a proxy or from the internet: metrics are for internal use only",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobs: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
        status?: "queued" | "running" | "completed" | "failed" | "cancelled";
        /** @description a part of the file's name, in capitals or small letters */
        q?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description a page of jobs, the newest first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobPage"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postApiJobs: {
    parameters: {
      query?: never;
      header?: {
        "idempotency-key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        "multipart/form-data": {
          /** Format: binary */
          video: string;
          target?: string[];
          /**
           * @description BCP 47
           * @default en
           * @example es
           */
          source?: string;
          /**
           * @description the audio track to recognize: its number, from 1, or its language; chosen automatically by default
           * @example 2
           */
          audioTrack?: string;
          /**
           * @description the norms of the subtitles: netflix, children, bbc, ebu; own numbers may follow: netflix,cps=15
           * @example netflix
           */
          profile?: string;
          /** @description let cues begin and end with the shots of the picture, which is decoded for it; default: false */
          shots?: boolean;
          /**
           * @description a translator of GET /api/languages; by default the first one that can do the target
           * @example apertium
           */
          translator?: string;
          /**
           * Format: binary
           * @description a file or a field: CSV with the columns source, target, note and a column for each target, or the rows as JSON; at most 5,000 rows and 1,000,000 bytes
           */
          glossary?: string;
        };
        "application/json": components["schemas"]["UploadedJob"];
      };
    };
    responses: {
      /** @description the job, which is durable; already completed if this video was done before */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Job"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no upload with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no upload with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload is not complete */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the upload is not complete",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the video is larger than this server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the video is larger than this server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is neither multipart/form-data nor application/json */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unsupported Media Type",
           *       "status": 415,
           *       "detail": "the body is neither multipart/form-data nor application/json",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the file is not a video, the server does not support a language or allow the translator, there is no such profile, or the Idempotency-Key was used for another request */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "the file is not a video, the server does not support a language or allow the translator, there is no such profile, or the Idempotency-Key was used for another request",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the disk is full, or the owner's files take up all the space they may: nothing of the upload is kept */
      507: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Insufficient Storage",
           *       "status": 507,
           *       "detail": "the disk is full, or the owner's files take up all the space they may: nothing of the upload is kept",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postApiJobsIdCancel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the job */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Job"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job has ended */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the job has ended",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postApiJobsIdRetry: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the job */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Job"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job has neither failed nor been cancelled, and no translation is missing */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the job has neither failed nor been cancelled, and no translation is missing",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the job */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Job"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  deleteApiJobsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the job and its files are removed */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job is running */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the job is running",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsIdSegments: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the job's segments, in the order of the video */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SegmentList"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsIdEvents: {
    parameters: {
      query?: never;
      header?: {
        "last-event-id"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description server-sent events: progress (ProgressEvent), segment (Segment), cue (CueEvent), warning (WarningEvent), status (StatusEvent), render (RenderProgressEvent), subtitles (SavedEvent); the stream ends when the job and its renders have ended */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiEvents: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description server-sent events of all jobs of the caller: sync (read the list again; sent first, and after a gap), job (Job, for each job at most every 250 ms), removed (RemovedEvent), subtitles (SubtitlesEvent), render (Render); the stream does not end by itself */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsIdSubtitlesName: {
    parameters: {
      query?: never;
      header?: {
        "if-none-match"?: string;
      };
      path: {
        id: string;
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the subtitles, as .srt, .vtt, .ass, .ttml, .txt, .csv or .json, with an ETag */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description the subtitles still have the ETag of If-None-Match */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job has no such subtitles */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "the job has no such subtitles",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description If-Match names another version */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "If-Match names another version",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  putApiJobsIdSubtitlesLanguage: {
    parameters: {
      query?: never;
      header: {
        "if-match": string;
      };
      path: {
        id: string;
        /** @description BCP 47 */
        language: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["Subtitles"];
      };
    };
    responses: {
      /** @description the saved subtitles, with a new ETag */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Subtitles"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job has no such subtitles */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "the job has no such subtitles",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body did not come in time */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Request Timeout",
           *       "status": 408,
           *       "detail": "the body did not come in time",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job is not done yet */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the job is not done yet",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the subtitles have changed since that version */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "the subtitles have changed since that version",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than 24,000,000 bytes */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than 24,000,000 bytes",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a cue, a field or the language is not valid: the detail names it */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a cue, a field or the language is not valid: the detail names it",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description If-Match is missing */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Required",
           *       "status": 428,
           *       "detail": "If-Match is missing",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests, or has too many bytes of them in memory at once */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests, or has too many bytes of them in memory at once",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server has no memory for another large request at the moment */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Service Unavailable",
           *       "status": 503,
           *       "detail": "the server has no memory for another large request at the moment",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postApiSubtitlesCheck: {
    parameters: {
      query?: {
        /** @description the norms of the subtitles: netflix, children, bbc, ebu; own numbers may follow: netflix,cps=15 */
        profile?: string;
        /** @description BCP 47 */
        language?: string;
        /** @description the file's name, which may tell format and language */
        name?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        "multipart/form-data": {
          /**
           * Format: binary
           * @description SubRip, WebVTT, ASS, TTML, CSV or Sister's JSON
           */
          file: string;
          /**
           * @description the norms of the subtitles: netflix, children, bbc, ebu; own numbers may follow: netflix,cps=15
           * @example netflix
           */
          profile?: string;
          /**
           * @description BCP 47
           * @example es
           */
          language?: string;
        };
        "text/plain": string;
      };
    };
    responses: {
      /** @description every breach of the norms */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SubtitleCheck"];
        };
      };
      /** @description the form has no file */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the form has no file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than 8,388,608 bytes */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than 8,388,608 bytes",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is no subtitle file, or there is no such profile or language */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "the body is no subtitle file, or there is no such profile or language",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests, or has too many bytes of them in memory at once */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests, or has too many bytes of them in memory at once",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server has no memory for another large request at the moment */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Service Unavailable",
           *       "status": 503,
           *       "detail": "the server has no memory for another large request at the moment",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsIdSubtitlesLanguageCheck: {
    parameters: {
      query?: {
        /** @description default: the profile that the job was made with */
        profile?: string;
      };
      header?: never;
      path: {
        id: string;
        /** @description BCP 47 */
        language: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description every breach of the norms */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SubtitleCheck"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job has no such subtitles */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "the job has no such subtitles",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no such profile */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "there is no such profile",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postApiJobsIdSubtitlesLanguageCuesIndexRetranslate: {
    parameters: {
      query?: never;
      header?: {
        "if-match"?: string;
      };
      path: {
        id: string;
        /** @description BCP 47 */
        language: string;
        index: number;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @description a translator of GET /api/languages; by default the first one that can do the target
           * @example apertium
           */
          translator?: string;
        };
      };
    };
    responses: {
      /** @description the new text of the cue, with the new ETag of the subtitles */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RetranslatedCue"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job has no such subtitles, or no such cue */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "the job has no such subtitles, or no such cue",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job is not done yet, or there is nothing to translate at this time */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the job is not done yet, or there is nothing to translate at this time",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the subtitles have changed since that version */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "the subtitles have changed since that version",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than 4 KiB */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than 4 KiB",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unsupported Media Type",
           *       "status": 415,
           *       "detail": "the body is not JSON",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the language is the source, or no translator does it */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "the language is the source, or no translator does it",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description If-Match is missing */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Required",
           *       "status": 428,
           *       "detail": "If-Match is missing",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the translator gave no translation */
      502: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Gateway",
           *       "status": 502,
           *       "detail": "the translator gave no translation",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postApiJobsIdTargets: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["AddedTarget"];
      };
    };
    responses: {
      /** @description the job, which is queued again to translate its cues; as it is if it has the target already and `again` is not set */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Job"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job is not completed */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the job is not completed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than 4 KiB */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than 4 KiB",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unsupported Media Type",
           *       "status": 415,
           *       "detail": "the body is not JSON",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description no translator does this target, or the job has as many targets as it may have */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "no translator does this target, or the job has as many targets as it may have",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsIdRenders: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the job's renders, the oldest first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RenderList"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postApiJobsIdRenders: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RenderRequest"];
      };
    };
    responses: {
      /** @description the render, which is durable */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Render"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job is not done, or has no subtitles */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the job is not done, or has no subtitles",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than 64 KiB */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than 64 KiB",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unsupported Media Type",
           *       "status": 415,
           *       "detail": "the body is not JSON",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job does not have this language, the file has no picture to burn into, or a style or font is unknown */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "the job does not have this language, the file has no picture to burn into, or a style or font is unknown",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests, or has 20 unfinished renders and previews */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests, or has 20 unfinished renders and previews",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the disk is full, or the owner's files take up all the space they may */
      507: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Insufficient Storage",
           *       "status": 507,
           *       "detail": "the disk is full, or the owner's files take up all the space they may",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsIdRendersRender: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        render: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the render */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Render"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no render with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no render with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsIdPreview: {
    parameters: {
      query?: never;
      header?: {
        range?: string;
        "if-range"?: string;
        "if-none-match"?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the job's video or sound, in a form that browsers play */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "video/mp4": string;
        };
      };
      /** @description the preview is being made: ask again after Retry-After seconds */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["PreviewState"];
        };
      };
      /** @description the requested range of the file */
      206: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "video/mp4": string;
        };
      };
      /** @description the file still has the ETag of If-None-Match */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description If-Match names another version of the file */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "If-Match names another version of the file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the range begins after the end of the file */
      416: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Range Not Satisfiable",
           *       "status": 416,
           *       "detail": "the range begins after the end of the file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the preview cannot be made */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "the preview cannot be made",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests, or has 20 unfinished renders and previews */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests, or has 20 unfinished renders and previews",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the disk is full, or the owner's files take up all the space they may */
      507: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Insufficient Storage",
           *       "status": 507,
           *       "detail": "the disk is full, or the owner's files take up all the space they may",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiJobsIdThumbnailsSecondsJpg: {
    parameters: {
      query?: {
        /** @description width of the picture in pixels; its height follows */
        width?: number;
      };
      header?: {
        "if-none-match"?: string;
      };
      path: {
        id: string;
        /** @description the time from the start of the video */
        seconds: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the picture that the video shows at this time */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "image/jpeg": string;
        };
      };
      /** @description the requested range of the file */
      206: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "image/jpeg": string;
        };
      };
      /** @description the file still has the ETag of If-None-Match */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no job with this id, no picture in its file, or none at this time */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no job with this id, no picture in its file, or none at this time",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description If-Match names another version of the file */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "If-Match names another version of the file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the range begins after the end of the file */
      416: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Range Not Satisfiable",
           *       "status": 416,
           *       "detail": "the range begins after the end of the file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the picture cannot be decoded, or the width is not 64 to 1280 */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "the picture cannot be decoded, or the width is not 64 to 1280",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getOutputsIdFile: {
    parameters: {
      query?: never;
      header?: {
        range?: string;
        "if-range"?: string;
        "if-none-match"?: string;
      };
      path: {
        id: string;
        file: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description a file of the job: original, a finished render (its links.output), or subtitles as NAME.es.srt, .vtt, .ass, .ttml, .txt, .csv or .json */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/octet-stream": string;
        };
      };
      /** @description the requested range of the file */
      206: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/octet-stream": string;
        };
      };
      /** @description the file still has the ETag of If-None-Match */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the job has no such file */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "the job has no such file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description If-Match names another version of the file */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "If-Match names another version of the file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the range begins after the end of the file */
      416: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Range Not Satisfiable",
           *       "status": 416,
           *       "detail": "the range begins after the end of the file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postFiles: {
    parameters: {
      query?: never;
      header: {
        "tus-resumable": "1.0.0";
        "upload-length": string;
        "upload-metadata"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description an upload, at Location; it expires a day after its last bytes came */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload does not end at this offset, or is complete */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the upload does not end at this offset, or is complete",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload has expired */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Gone",
           *       "status": 410,
           *       "detail": "the upload has expired",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Tus-Resumable is not 1.0.0 */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "Tus-Resumable is not 1.0.0",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the video is larger than this server accepts, or larger than Upload-Length */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the video is larger than this server accepts, or larger than Upload-Length",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the Content-Type is not application/offset+octet-stream */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unsupported Media Type",
           *       "status": 415,
           *       "detail": "the Content-Type is not application/offset+octet-stream",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description another request is using the upload */
      423: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Locked",
           *       "status": 423,
           *       "detail": "another request is using the upload",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests or uploads, or has 100 unfinished uploads */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests or uploads, or has 100 unfinished uploads",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the disk has no room for the whole upload, or the owner's files take up all the space they may */
      507: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Insufficient Storage",
           *       "status": 507,
           *       "detail": "the disk has no room for the whole upload, or the owner's files take up all the space they may",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  deleteFilesId: {
    parameters: {
      query?: never;
      header: {
        "tus-resumable": "1.0.0";
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the upload is removed */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no upload with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no upload with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload does not end at this offset, or is complete */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the upload does not end at this offset, or is complete",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload has expired */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Gone",
           *       "status": 410,
           *       "detail": "the upload has expired",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Tus-Resumable is not 1.0.0 */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "Tus-Resumable is not 1.0.0",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the video is larger than this server accepts, or larger than Upload-Length */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the video is larger than this server accepts, or larger than Upload-Length",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the Content-Type is not application/offset+octet-stream */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unsupported Media Type",
           *       "status": 415,
           *       "detail": "the Content-Type is not application/offset+octet-stream",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description another request is using the upload */
      423: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Locked",
           *       "status": 423,
           *       "detail": "another request is using the upload",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the disk is full: nothing of the upload is kept */
      507: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Insufficient Storage",
           *       "status": 507,
           *       "detail": "the disk is full: nothing of the upload is kept",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  headFilesId: {
    parameters: {
      query?: never;
      header: {
        "tus-resumable": "1.0.0";
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Upload-Offset holds how many bytes have come */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no upload with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no upload with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload does not end at this offset, or is complete */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the upload does not end at this offset, or is complete",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload has expired */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Gone",
           *       "status": 410,
           *       "detail": "the upload has expired",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Tus-Resumable is not 1.0.0 */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "Tus-Resumable is not 1.0.0",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the video is larger than this server accepts, or larger than Upload-Length */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the video is larger than this server accepts, or larger than Upload-Length",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the Content-Type is not application/offset+octet-stream */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unsupported Media Type",
           *       "status": 415,
           *       "detail": "the Content-Type is not application/offset+octet-stream",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description another request is using the upload */
      423: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Locked",
           *       "status": 423,
           *       "detail": "another request is using the upload",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the disk is full: nothing of the upload is kept */
      507: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Insufficient Storage",
           *       "status": 507,
           *       "detail": "the disk is full: nothing of the upload is kept",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  patchFilesId: {
    parameters: {
      query?: never;
      header: {
        "tus-resumable": "1.0.0";
        "upload-offset": string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/offset+octet-stream": string;
      };
    };
    responses: {
      /** @description Upload-Offset holds how many bytes have come */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no upload with this id */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no upload with this id",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload does not end at this offset, or is complete */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the upload does not end at this offset, or is complete",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the upload has expired */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Gone",
           *       "status": 410,
           *       "detail": "the upload has expired",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Tus-Resumable is not 1.0.0 */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "Tus-Resumable is not 1.0.0",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the video is larger than this server accepts, or larger than Upload-Length */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the video is larger than this server accepts, or larger than Upload-Length",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the Content-Type is not application/offset+octet-stream */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unsupported Media Type",
           *       "status": 415,
           *       "detail": "the Content-Type is not application/offset+octet-stream",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description another request is using the upload */
      423: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Locked",
           *       "status": 423,
           *       "detail": "another request is using the upload",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the disk is full: nothing of the upload is kept */
      507: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Insufficient Storage",
           *       "status": 507,
           *       "detail": "the disk is full: nothing of the upload is kept",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the caller, and when its session ends */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Session"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  postApiSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description a session of the request's token; the response sets its cookie */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Session"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server requires no tokens */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Conflict",
           *       "status": 409,
           *       "detail": "the server requires no tokens",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  deleteApiSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the session of the cookie has ended */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiMe: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the caller, and what it may do */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Me"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiLanguages: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the source languages, the target languages of each, and the translators, that this server supports */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Languages"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiFonts: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the font families that subtitles can be burned in, the default first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["FontList"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiFontsFamily: {
    parameters: {
      query?: never;
      header?: {
        range?: string;
        "if-none-match"?: string;
      };
      path: {
        family: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the file of the family's regular font */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "font/ttf": string;
          "font/otf": string;
        };
      };
      /** @description the requested range of the file */
      206: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "font/ttf": string;
          "font/otf": string;
        };
      };
      /** @description the file still has the ETag of If-None-Match */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description there is no font with this name: GET /api/fonts lists them */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Not Found",
           *       "status": 404,
           *       "detail": "there is no font with this name: GET /api/fonts lists them",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description If-Match names another version of the file */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Precondition Failed",
           *       "status": 412,
           *       "detail": "If-Match names another version of the file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the range begins after the end of the file */
      416: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Range Not Satisfiable",
           *       "status": 416,
           *       "detail": "the range begins after the end of the file",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description a value is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unprocessable Content",
           *       "status": 422,
           *       "detail": "a value is not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiGroup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the whole installation: groups, servers, queue, disk */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["GroupState"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the caller is not an operator, or the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the caller is not an operator, or the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiCache: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description what was recognized or translated before */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["CacheState"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the caller is not an operator, or the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the caller is not an operator, or the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  deleteApiCache: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the cache is cleared: segments are recognized anew from now on */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["CacheState"];
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the token or session is missing or not valid */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Unauthorized",
           *       "status": 401,
           *       "detail": "the token or session is missing or not valid",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the caller is not an operator, or the request comes from a page of another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Forbidden",
           *       "status": 403,
           *       "detail": "the caller is not an operator, or the request comes from a page of another site",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the body is larger than the server accepts */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Content Too Large",
           *       "status": 413,
           *       "detail": "the body is larger than the server accepts",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the owner has sent too many requests: Retry-After holds the seconds to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Too Many Requests",
           *       "status": 429,
           *       "detail": "the owner has sent too many requests: Retry-After holds the seconds to wait",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getOpenapiJson: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description this document */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            [key: string]: unknown;
          };
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getDocs: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description this document as a page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/html": string;
        };
      };
      /** @description the request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Bad Request",
           *       "status": 400,
           *       "detail": "the request cannot be read",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description the server failed */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "about:blank",
           *       "title": "Internal Server Error",
           *       "status": 500,
           *       "detail": "the server failed",
           *       "requestId": "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"
           *     }
           */
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
}
