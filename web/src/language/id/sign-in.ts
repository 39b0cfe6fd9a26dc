/** Masuk dengan token. */
export const signIn = {
  title: "Masuk ke Sister",
  lead: "Tempelkan token akses yang Anda terima. Anda tetap masuk selama 12 jam.",
  token: "Token akses",
  hint: "Belum punya? Mintalah kepada pengelola server: perintah “sister token create NAMA” membuatnya.",
  submit: "Masuk",
  checking: "Sedang masuk…",
  wrong: "Token ini tidak berlaku: salah ketik atau sudah dicabut. Periksa, atau minta yang baru.",
  expired: "Sesi Anda sudah berakhir. Masuk lagi: pekerjaan Anda tidak hilang.",
};
