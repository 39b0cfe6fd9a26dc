/** The cue over the picture. */
export function Overlay({ text }: { text: string }) {
  return (
    <p dir="auto" className="absolute inset-x-4 bottom-4 text-center whitespace-pre-line text-white">
      {text}
    </p>
  );
}
