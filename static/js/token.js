// After signing in again in another tab the page's key is an old one: take the new one from this very page.

const meta = (page, name) => page.querySelector(`meta[name="${name}"]`);

/** The key that is good now, put where scripts look for it; null where there is none, or somebody else has signed in. */
export async function freshKey() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [found, who] = [meta(page, "csrf-token"), meta(page, "me")];
  if (!found || (who && who.content !== meta(document, "me")?.content)) return null;
  meta(document, "csrf-token").content = found.content;
  return found.content;
}

export default async function freshToken(form) {
  const key = await freshKey();
  if (key) form.elements.csrf_token.value = key;
  return Boolean(key);
}
