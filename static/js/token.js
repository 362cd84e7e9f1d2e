// After signing in again in another tab the form's token is an old one: take the new one from this very page.

export default async function freshToken(form) {
  const page = await fetch(location.href, { headers: { Accept: "text/html" } });
  const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('meta[name="csrf-token"]');
  if (found) form.elements.csrf_token.value = found.content;
  return Boolean(found);
}
