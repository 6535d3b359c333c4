/** JSON merge patches (RFC 7396), as `scores/live/patches.py` makes them. */

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The state that a patch makes of another; neither is changed.
 * Built from entries, so that a key called `__proto__` is a key like any other.
 */
export function merge(state, patch) {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(state) ? Object.entries(state) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
