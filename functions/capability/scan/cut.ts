/**
 * At most `limit` characters, without half a surrogate pair at the end. A copy where it is less than the text, as a
 * slice would keep all of it in memory.
 */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return Buffer.from(text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit)).toString();
}
