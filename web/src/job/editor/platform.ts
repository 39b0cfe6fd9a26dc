/** Whether the page runs on a system of Apple's, where Cmd is what Ctrl is elsewhere. */
export const isMac = /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);
