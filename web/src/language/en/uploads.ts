/** Files on their way to the server. */
export const uploads = {
  title: "Uploads",
  unfinishedTitle: "Not finished",
  unfinishedLead: "This page was closed before these files had reached the server.",
  stages: {
    unfinished: "Waits for its file",
    waiting: "Waits for its turn",
    sending: "Uploading",
    away: "The server does not answer. The upload goes on by itself when it is back.",
    paused: "Paused",
    making: "Uploaded. The server looks at the video…",
    stopped: "Stopped",
  },
  progress: (name: string) => `Upload of ${name}`,
  sentOf: (sent: string, size: string) => `${sent} of ${size}`,
  speed: (size: string) => `${size} per second`,
  left: (time: string) => `${time} left`,
  header: (percent: string) => `Uploading ${percent}`,
  headerLabel: (percent: string) => `Uploading, ${percent} done. Show the uploads`,
  pause: "Pause",
  resume: "Continue",
  retry: "Try again",
  cancel: "Cancel",
  remove: "Remove",
  cancelled: (name: string) => `Cancelled the upload of ${name}`,
  chooseAgain: "Choose the file again",
  goOn: "Continue",
  otherFile: (name: string) =>
    `This is another file, or it was changed since. Choose ${name} as it was, or remove this upload.`,
  changeLanguages: "Choose languages",
  withoutOptions: "Without the further choices (translator, norms, audio track, glossary)",
  made: (name: string) => `${name} is uploaded`,
  open: "Open",
  pausedSay: (name: string) => `${name}: paused`,
  preview: (name: string) => `Preview of ${name}`,
  noPreview: "This browser cannot play this kind of file. The server makes a version that it can play.",
  refusals: {
    "not-media":
      "The server found no sound in this file. It is damaged, or no video or audio file. Choose another one.",
    languages:
      "The server cannot do these languages, or one of your further choices. Choose others: the uploaded file is kept.",
    "disk-full":
      "The server has no room for this video. Delete videos that you no longer need, or ask whoever runs this server; then try again.",
    "too-large": "The file is larger than this server takes. Use a smaller version of it.",
    "too-many":
      "These are more uploads than this server takes at once. Finish or cancel others, or wait a while; then try again.",
    forbidden: "You may not upload here. Ask whoever runs this server.",
    "signed-out": "You are signed out. The upload goes on when you are signed in again.",
    "file-gone": "The file can no longer be read: it was moved, changed or deleted. Choose it again.",
    other: "The server refused the upload. Try again; if it fails again, tell whoever runs this server.",
  },
};
