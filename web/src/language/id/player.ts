/** Video dan kendalinya. */
export const player = {
  video: "Video",
  play: "Putar",
  pause: "Jeda",
  back: "Mundur 5 detik",
  forward: "Maju 5 detik",
  position: "Posisi",
  speed: "Kecepatan",
  muted: "Suara mati",
  volume: "Volume",
  fullScreen: "Layar penuh",
  cannotPlay: "Peramban ini tidak dapat memutar berkas aslinya. Server membuat salinan yang dapat diputar.",
  waiting: "Memuat video…",
};
