// Asks the server for the palette's list. Whoever types on asks anew: the former request is given up.

export function askerOf({ palette: address, all, textOffline, textSlow, textBroken }) {
  let running = null;

  const stop = () => running?.abort();

  /** {html}, or {trouble} in words; nothing where it was given up or leads elsewhere. */
  async function ask(words) {
    stop();
    const { signal } = (running = new AbortController());
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: words })}`, { signal });
      if (answer.redirected) return void location.assign(page(words)); // signed out meanwhile: it leads there and back
      if (!answer.ok) return { trouble: answer.status === 429 ? textSlow : textBroken };
      const html = await answer.text();
      return signal.aborted ? undefined : { html };
    } catch {
      return signal.aborted ? undefined : { trouble: textOffline };
    }
  }

  /** The full page of results. */
  const page = (words) => `${all}?${new URLSearchParams({ q: words })}`;

  return { ask, stop, page };
}
