/** Texts that break formats, for property tests. */
import fc from "fast-check";

/** Letters mixed with characters that break formats, terminals or the order of letters. */
export const hostileText = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
      { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
      fc.constantFrom(
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "\u0085",
        "\u2028",
        "\u2029",
        "\v",
        "\f",
        "\t",
        " ",
        "\u00a0",
        "\u3000",
      ),
      fc.constantFrom(
        "\0",
        "\u001b[31m",
        "\u009b",
        "\u202e",
        "\u2066",
        "\u200f",
        "\ufeff",
        "\ud800",
        "\udc00",
        "\uffff",
      ),
      fc.constantFrom("\u200b", "\u200d", "\u2060", "\u{e0041}", "\u{1f3f4}\u{e0067}\u{e007f}", "\ue000", "\u0301"),
      fc.constantFrom(
        "1",
        "2\n",
        "00:00:01,000 --> 00:00:02,000",
        "00:01.000 --> 00:02.000",
        "-->",
        "WEBVTT",
        "NOTE x",
      ),
      fc.constantFrom(
        "&",
        "&amp;",
        "<b>",
        "</b>",
        "<",
        ">",
        "{\\an8}",
        "{",
        "}",
        "\\N",
        "\\",
        "\\h",
        "Dialogue: 0,",
        "[Events]",
      ),
      fc.constantFrom("Hola", "señora", "日本", "שלום", "مرحبا"),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
