/** The volume of videos, stored in this browser. */
const KEY = "sister.sound";

interface Sound {
  /** 0 to 1. */
  volume: number;
  muted: boolean;
}

export function keptSound(): Sound {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Sound>;
    const { volume = 1, muted = false } = kept;
    return { volume: Math.min(1, Math.max(0, Number(volume) || 0)), muted: muted === true };
  } catch {
    return { volume: 1, muted: false };
  }
}

export function keepSound({ volume, muted }: Sound): void {
  localStorage.setItem(KEY, JSON.stringify({ volume, muted }));
}
