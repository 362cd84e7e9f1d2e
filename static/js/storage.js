// What is kept on this device may be forbidden, full, or hold rubbish.

/** Run `action`; null where that can't be done. */
export function safely(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
