/** Pilihan tambahan untuk satu pengerjaan: penerjemah, aturan subtitel, pergantian gambar, trek audio, glosarium. */
const terms = (n: number): string => `${n} istilah`;

export const jobOptions = {
  more: "Pilihan lain",
  moreHint: "penerjemah, aturan subtitel, trek audio, glosarium",
  moreHintNoTranslator: "aturan subtitel, trek audio, glosarium",
  forAll: "Berlaku untuk semua berkas yang dipilih.",
  reset: "Kembalikan ke semula",

  translator: "Penerjemah",
  automatic: "Dipilih oleh server",
  automaticHint: (names: string) =>
    names === "" ? "Server memakai penerjemah pertama yang bisa." : `Saat ini: ${names}.`,
  here: "Bekerja di server ini: teks tidak dikirim ke luar.",
  service: "Teks subtitel dikirim ke layanan ini lewat jaringan.",
  mark: "mengirim teks ke luar",
  sentTo: (names: string) => `Untuk diterjemahkan, teks subtitel dikirim ke ${names}. Videonya sendiri tidak dikirim.`,
  translators: {
    apertium: "Apertium",
    bergamot: "Model terjemahan Firefox",
    openai: "Model bahasa",
    libretranslate: "LibreTranslate",
    deepl: "DeepL",
    google: "Google Terjemahan",
  },

  profile: "Aturan subtitel",
  profileHint: "Menentukan panjang baris, kecepatan membaca, dan berapa lama subtitel tampil.",
  usual: "biasa dipakai",
  profiles: {
    netflix: "Netflix",
    children: "Untuk anak-anak",
    bbc: "BBC",
    ebu: "Televisi Eropa",
  },
  profileHints: {
    netflix: "Dua baris, masing-masing hingga 42 karakter, untuk orang dewasa. Cocok untuk kebanyakan video.",
    children: "Seperti Netflix, dengan waktu baca lebih lama: untuk penonton yang membaca pelan.",
    bbc: "Baris hingga 37 karakter yang bersambung tanpa jeda, seperti di televisi Inggris.",
    ebu: "Baris hingga 37 karakter dengan tempo tenang dan jeda singkat di antara subtitel.",
  },
  ownNumbers: (profile: string, numbers: string) => `${profile}, dengan ${numbers}`,

  shots: "Subtitel mengikuti pergantian gambar",
  shotsHint:
    "Subtitel mulai dan selesai saat gambar berganti, jika jaraknya kurang dari setengah detik. Seluruh gambar harus dibaca untuk ini, jadi lebih lama.",
  shotsChosen: "mengikuti gambar",
  audioTrack: "Trek audio",
  audioTrackHint:
    "Untuk video dengan beberapa trek: nomornya, misalnya 2, atau bahasanya, misalnya en. Kosong: Sister memakai trek yang berisi ucapan dalam bahasa yang diucapkan.",
  audioTrackFault: "Tulis nomor mulai dari 1, atau kode bahasa, misalnya en. Sebelum itu Sister yang memilih.",
  audioTrackChosen: (track: string) => `trek audio ${track}`,

  glossary: "Glosarium",
  glossaryHint: "Bagaimana nama dan istilah diterjemahkan. Kosongkan terjemahan agar istilah tetap apa adanya.",
  terms,
  term: (n: number) => `Istilah ${n}`,
  translationOf: (n: number) => `Terjemahan istilah ${n}`,
  termHead: "Istilah",
  translationHead: "Terjemahan",
  keptAsIs: "tetap apa adanya",
  removeTerm: (term: string) => `Hapus ${term}`,
  termFaults: {
    "no-term": "Tulis istilahnya di sebelah kiri: baris ini tidak dipakai.",
    twice: "Istilah ini sudah ada di daftar: baris ini tidak dipakai.",
  },
  termsMost: (most: number) => `Sudah ${most} istilah. Tulis selebihnya sebagai berkas CSV.`,
  chooseFile: "Pilih berkas CSV",
  otherFile: "Pilih berkas CSV lain",
  fileHint: "Tabel dengan kolom source, target, dan note, atau satu kolom untuk tiap bahasa, misalnya es.",
  file: (name: string, n: number) => `${name}: ${terms(n)}`,
  removeFile: (name: string) => `Hapus ${name}`,
  fileFault: (name: string, why: string) => `${name} tidak dipakai. ${why}`,
  faultRow: (row: number, why: string) => `Baris ${row}: ${why}`,
  faults: {
    empty: () => "Tidak ada istilah di dalamnya. Tulis istilah dan terjemahannya di tiap baris.",
    unreadable: () => "Berkas tidak terbaca sebagai teks. Simpan tabelnya sebagai CSV dalam UTF-8.",
    "too-large": () => "Ukurannya lebih dari 1 MB. Kurangi istilahnya.",
    "too-many": (count: string) => `Berisi ${count} istilah. Paling banyak 5.000.`,
    quote: () => "Ada tanda kutip yang tidak ditutup.",
    column: (name: string) => `“${name}” bukan kolom. Kolomnya source, target, note, dan kode bahasa seperti es.`,
    "column-twice": (name: string) => `Kolom “${name}” ada dua kali.`,
    "too-wide": (cell: string) =>
      `“${cell}” ada di kolom yang berlebih. Apit istilah yang mengandung koma dengan tanda kutip.`,
    "no-term": () => "Istilahnya belum ditulis.",
    "no-translation": (term: string) =>
      `“${term}” belum ada terjemahannya. Tulis terjemahannya, atau - agar tetap apa adanya.`,
    "too-long": (term: string) => `“${term}” lebih panjang dari 200 karakter.`,
    control: (term: string) => `“${term}” mengandung pindah baris atau karakter kendali lain.`,
    twice: (term: string) => `“${term}” ada dua kali. Sisakan satu saja.`,
  },
};
