// A page with a draft stands at the address under which the draft opens: reloading it and going back to it ask for
// what was kept last, and never send the form of an earlier moment again.

/** From now on this page is the one at `address`, if there is one. */
export function opensAt(address) {
  if (address) history.replaceState(history.state, "", address + location.hash);
}

/** A page that the browser put away as it was, and brings back, may be older than the draft: it is opened anew. */
export function whenBack(line, act) {
  addEventListener("pageshow", ({ persisted }) => {
    act();
    if (persisted && navigator.onLine && line?.dataset.state) location.reload();
  });
}
