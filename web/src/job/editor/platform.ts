/** Whether the page runs on one of Apple's systems, which use Cmd instead of Ctrl. */
export const isMac = /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);
