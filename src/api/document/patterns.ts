/** Patterns of ids and codes that several schemas and paths share, as sources of regular expressions without anchors. Pure. */

/** A UUID. Match it without regard to case: RFC 9562 lets digits be capitals. */
export const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** A language code of BCP 47: a language of two or three letters, then subtags. */
export const LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*";

const WHOLE_UUID = new RegExp(`^${UUID}$`, "i");

/**
 * Whether a text is a UUID, so that a database column of that type can hold it.
 *
 * @example
 * isUuid("0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11"); // true
 */
export const isUuid = (text: string): boolean => WHOLE_UUID.test(text);
