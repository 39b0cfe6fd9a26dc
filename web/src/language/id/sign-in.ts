/** Masuk dengan token. */
export const signIn = {
  title: "Masuk",
  lead: "Server ini perlu tahu siapa Anda. Tempelkan token yang Anda terima.",
  token: "Token",
  hint: "Pengelola server membuatnya dengan: sister token create NAMA",
  submit: "Masuk",
  checking: "Sedang masuk…",
  wrong: "Token ini tidak berlaku: salah ketik atau sudah dicabut. Periksa, atau minta yang baru.",
  expired: "Sesi Anda sudah berakhir. Masuk lagi: pekerjaan Anda tidak hilang.",
};
