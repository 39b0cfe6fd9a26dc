/** A file's name as its sender gave it, for people to read: without folders, controls, and anything over 200 characters. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  return last.replace(/[\u0000-\u001f\u007f\u202a-\u202e]/g, "").slice(0, 200) || "video";
}
