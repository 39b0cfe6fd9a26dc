/** Apa yang salah dan apa yang harus dilakukan. */
export const problems = {
  away: "Server tidak menjawab. Periksa koneksi; halaman akan mencoba lagi sendiri.",
  signedOut: "Anda sudah keluar. Masuk lagi untuk melanjutkan.",
  forbidden: "Anda tidak boleh melakukan ini. Hubungi pengelola server.",
  tooLarge: "Berkas lebih besar daripada yang diterima server. Pilih yang lebih kecil, atau hubungi pengelola server.",
  tooMany: "Permintaan terlalu banyak sekaligus. Tunggu satu menit, lalu coba lagi.",
  busy: "Server belum siap saat ini. Yang sudah diterima aman; coba lagi sebentar lagi.",
  diskFull: "Penyimpanan server penuh. Hapus video yang tidak diperlukan, atau hubungi pengelola server.",
  unknown: (what: string) => `Ada yang gagal (${what}). Coba lagi; jika gagal lagi, beri tahu pengelola server.`,
};
