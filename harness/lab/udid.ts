/** 24 hexadecimal digits, with or without the hyphen behind the eighth: phones since the XS. */
const TODAYS = /^([0-9a-f]{8})-?([0-9a-f]{16})$/i;
/** 40 hexadecimal digits: older phones. */
const EARLIER = /^[0-9a-f]{40}$/i;

/**
 * A udid as usbmuxd and the tunnel registry spell it, however a person wrote it: they compare it letter by letter, and two spellings
 * in devices.json would be two sessions on one phone. What is no udid of a phone stays as it is.
 */
export function normalUdid(udid: string): string {
  const [, head, tail] = TODAYS.exec(udid) ?? [];
  if (head !== undefined && tail !== undefined) return `${head}-${tail}`.toUpperCase();
  return EARLIER.test(udid) ? udid.toLowerCase() : udid;
}
