/** Berkas dalam perjalanan ke server. */
export const uploads = {
  title: "Unggahan",
  unfinishedTitle: "Belum selesai",
  unfinishedLead: "Halaman ini ditutup sebelum berkas-berkas berikut sampai ke server.",
  stages: {
    unfinished: "Menunggu berkasnya",
    waiting: "Menunggu giliran",
    sending: "Sedang diunggah",
    away: "Server tidak menjawab. Unggahan berlanjut sendiri begitu server kembali.",
    paused: "Dijeda",
    making: "Sudah terunggah. Server sedang memeriksa videonya…",
    stopped: "Terhenti",
  },
  progress: (name: string) => `Unggahan ${name}`,
  sentOf: (sent: string, size: string) => `${sent} dari ${size}`,
  speed: (size: string) => `${size} per detik`,
  left: (time: string) => `sisa ${time}`,
  header: (percent: string) => `Mengunggah ${percent}`,
  headerLabel: (percent: string) => `Sedang mengunggah, ${percent} selesai. Tampilkan unggahan`,
  pause: "Jeda",
  resume: "Lanjutkan",
  retry: "Coba lagi",
  cancel: "Batalkan",
  remove: "Hapus",
  cancelled: (name: string) => `Unggahan ${name} dibatalkan`,
  chooseAgain: "Pilih berkasnya lagi",
  goOn: "Lanjutkan",
  otherFile: (name: string) =>
    `Ini berkas lain, atau isinya sudah berubah. Pilih ${name} yang asli, atau hapus unggahan ini.`,
  changeLanguages: "Pilih bahasa",
  withoutOptions: "Tanpa pilihan tambahan (penerjemah, aturan subtitel, trek audio, glosarium)",
  made: (name: string) => `${name} sudah terunggah`,
  open: "Buka",
  pausedSay: (name: string) => `${name}: dijeda`,
  preview: (name: string) => `Pratinjau ${name}`,
  noPreview: "Peramban ini tidak dapat memutar jenis berkas ini. Server akan membuat versi yang dapat diputar.",
  refusals: {
    "not-media":
      "Server tidak menemukan suara di berkas ini. Berkasnya rusak, atau bukan video maupun audio. Pilih berkas lain.",
    languages:
      "Server tidak mendukung bahasa-bahasa ini, atau salah satu pilihan tambahan Anda. Pilih yang lain: berkas yang terunggah tetap disimpan.",
    "disk-full":
      "Server kehabisan ruang untuk video ini. Hapus video yang tidak diperlukan, atau hubungi pengelola server; lalu coba lagi.",
    "too-large": "Berkas lebih besar daripada yang diterima server. Gunakan versi yang lebih kecil.",
    "too-many":
      "Unggahan lebih banyak daripada yang diterima server sekaligus. Selesaikan atau batalkan yang lain, atau tunggu sebentar; lalu coba lagi.",
    forbidden: "Anda tidak boleh mengunggah di sini. Hubungi pengelola server.",
    "signed-out": "Anda sudah keluar. Unggahan berlanjut setelah Anda masuk lagi.",
    "file-gone": "Berkas tidak dapat dibaca lagi: dipindahkan, diubah, atau dihapus. Pilih lagi berkasnya.",
    other: "Server menolak unggahan. Coba lagi; jika gagal lagi, beri tahu pengelola server.",
  },
};
