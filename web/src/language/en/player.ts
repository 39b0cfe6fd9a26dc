/** The video and its controls. */
export const player = {
  video: "Video",
  play: "Play",
  pause: "Pause",
  back: "5 seconds back",
  forward: "5 seconds forward",
  position: "Position",
  speed: "Speed",
  muted: "Sound off",
  volume: "Volume",
  fullScreen: "Full screen",
  cannotPlay: "This browser cannot play the file itself. A copy that it can play is made by the server.",
  waiting: "Loading the video…",
};
