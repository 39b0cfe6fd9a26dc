/** Layar satu video, dan memantau pengerjaannya. */
export const watch = {
  parts: "Bagian layar ini",
  progress: "Kemajuan",
  subtitles: "Subtitel",
  styleAndExport: "Gaya dan ekspor",
  back: "Semua video",
  noJob: "Video ini tidak ada",
  noJobHint:
    "Video ini sudah dihapus, atau alamatnya milik orang lain. Video yang dapat Anda lihat ada di daftar video Anda.",
  removed: "Video ini baru saja dihapus",
  removedHint: "Video ini dihapus di jendela lain atau dari mesin lain. Subtitelnya ikut terhapus.",

  created: (when: string) => `Ditambahkan ${when}`,
  languages: (source: string, targets: string) => `${source} → ${targets}`,
  detected: (language: string) => `${language} (dikenali)`,
  autoLanguage: "Bahasa belum diketahui",

  status: {
    queued: "Menunggu",
    running: "Sedang diproses",
    completed: "Siap",
    failed: "Gagal",
    cancelled: "Dibatalkan",
  },
  phase: {
    waiting: "Menunggu giliran. Pengerjaan dimulai dengan sendirinya.",
    loading: "Bersiap: suara dibaca dan model pengenal ucapan dimuat.",
    detecting: "Mencari tahu bahasa yang diucapkan.",
    listening: "Mendengarkan video dan menuliskan ucapannya.",
    translating: "Semua sudah didengar. Kalimat terakhir diterjemahkan dan subtitel disusun.",
    writing: "Semua sudah didengar. Subtitel sedang disusun.",
    completed: "Subtitel sudah siap.",
    failed: "Pengerjaan ini tidak berhasil.",
    cancelled: "Dibatalkan. Yang sudah didengar tetap tersimpan: coba lagi untuk melanjutkan dari sana.",
  },
  announced: (phase: string, percent: string) => `${phase} ${percent}`,
  percentOf: (name: string) => `Kemajuan ${name}`,
  speed: "Kecepatan",
  speedHint: "Berapa detik video yang selesai dalam satu detik",
  timeLeft: "Sisa waktu",
  partsDone: "Bagian selesai",
  workers: "Pekerja",
  notKnown: "belum diketahui",
  outOf: (done: string, total: string) => `${done} dari ${total}`,
  outOfSoFar: (done: string, total: string) => `${done} dari ${total} lebih`,
  took: (time: string, speed: string) => `Selesai dalam ${time}, ${speed} kecepatan putar video.`,
  tookNoTime: "Video ini pernah didengar sebelumnya: subtitelnya langsung siap.",
  cancel: "Batalkan",
  cancelled: "Dibatalkan.",
  retry: "Coba lagi",
  retried: "Masuk antrean lagi. Yang sudah didengar tidak didengar ulang.",
  away: "Sambungan ke server terputus. Pengerjaan berlanjut di sana; halaman ini menyusul dengan sendirinya.",

  failedParts: (failed: string, total: string) =>
    `${failed} dari ${total} bagian tidak dapat dikenali dan ditandai di subtitel. Coba lagi untuk mengulang bagian itu saja.`,
  failedWhy: "Pesan dari server:",
  fallback: "Kelompok mesin tidak tersedia, jadi server ini mengerjakannya sendirian.",
  warnings: {
    noSpeech:
      "Tidak ada ucapan yang ditemukan, jadi subtitelnya kosong. Periksa apakah video bersuara dan di trek mana ucapannya.",
    soundsForeign: (language: string) =>
      `Ini tidak terdengar seperti bahasa ${language}: kata-katanya mungkin keliru. Periksa, atau unggah lagi videonya dengan bahasa lain.`,
    voiceFallback:
      "Ucapan dipisahkan dari hening dengan cara yang lebih sederhana karena cara yang lebih baik tidak tersedia. Periksa awal tiap subtitel.",
    notResumable: "Yang didengar tidak dapat disimpan: jika terputus, pengerjaan dimulai dari awal.",
    damagedSound: "Suara berkas ini rusak di beberapa tempat. Mungkin ada kata yang hilang di sana.",
    engineFallback:
      "Model pengenal ucapan yang dipakai lebih sederhana dari biasanya, jadi periksa kata-katanya dengan teliti.",
    untranslated:
      "Sebagian ucapan belum diterjemahkan. Subtitelnya diberi tanda; terjemahkan ulang, atau tulis sendiri.",
    glossary: "Satu istilah dari glosarium Anda tidak ada di terjemahan. Periksa subtitel yang disebut di sini.",
    unusedSound:
      "Video ini punya suara lain yang tidak didengarkan. Jika ucapannya ada di sana, unggah lagi dan sebutkan trek audionya.",
    timesEstimated: "Waktu beberapa kata hanya perkiraan. Periksa kapan subtitel mulai dan selesai.",
    other: "Catatan server:",
  },

  timeline: "Bagian-bagian video",
  timelineHint:
    "Tiap bagian dikerjakan satu pekerja. Klik sebuah bagian, atau pakai tombol panah, untuk menuju ke sana di video.",
  timelineSummary: (total: string, done: string, running: string, waiting: string, failed: string) =>
    `${total} bagian: ${done} selesai, ${running} dikerjakan, ${waiting} menunggu, ${failed} gagal.`,
  noSegments: "Bagian-bagian muncul di sini begitu suaranya dibaca.",
  noSegmentsEver: "Tidak ada bagian: video ini pernah didengar sebelumnya.",
  part: (number: string) => `Bagian ${number}`,
  partsFromTo: (first: string, last: string) => `Bagian ${first} sampai ${last}`,
  fromTo: (start: string, end: string) => `${start} sampai ${end}`,
  segment: {
    waiting: "menunggu",
    running: "dikerjakan",
    done: "selesai",
    failed: "gagal",
  },
  again: "diulang",
  attempt: (number: string) => `percobaan ${number}`,
  knownBefore: "sudah diketahui",
  worker: (number: string) => `Pekerja ${number}`,
  workerOn: (number: string, host: string) => `Pekerja ${number} di ${host}`,
  workerTechnical: (rank: string, host: string) => `Rank ${rank} dari kelompok proses, di host ${host}`,
  workerDid: (count: string) => `${count} selesai`,
  workerAt: (time: string) => `di ${time}`,
  workerIdle: "luang",
  workerGone: "berhenti",
  handedOver: (from: string, time: string, to: string) =>
    `${from} tidak menyelesaikan bagian di ${time}. ${to} mengulanginya.`,
  handedBack: (from: string, time: string) =>
    `${from} tidak menyelesaikan bagian di ${time}. Pekerja lain akan mengulanginya.`,
  moreHandovers: (count: string) => `dan ${count} lagi`,
  legend: "Arti gambar",
  asTable: "Sebagai tabel",
  columns: { part: "Bagian", time: "Waktu", state: "Keadaan", worker: "Pekerja", tries: "Percobaan" },
  goTo: (time: string) => `Menuju ${time} di video`,

  heard: "Yang terdengar",
  heardNone: "Kalimat pertama muncul di sini selagi sisanya masih didengar.",
  heardCount: (count: string) => `${count} kalimat`,
  follow: "Ikuti yang terbaru",

  making: "Salinan yang dapat diputar peramban sedang dibuat.",
  makingHint: "Ini hanya dilakukan sekali. Subtitel dibuat pada waktu yang sama.",
  looking: "Mencari video…",
  unplayable:
    "Peramban ini tidak dapat memutar video ini, dan salinannya tidak dapat dibuat. Subtitelnya tetap dapat disunting dan diunduh.",
  subtitlesLater: "Subtitel dapat disunting di sini begitu siap.",
  subtitlesNever: "Belum ada subtitel: pengerjaannya dibatalkan atau gagal lebih dulu. Coba lagi di “Kemajuan”.",
  exportLater: "Gaya dan unduhan ada di sini begitu subtitel siap.",
};
