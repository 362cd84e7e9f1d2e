// What the player's screens are built of: pieces of the page's own template, and words of the document.

const parts = () => document.getElementById("player-parts").content;

/** The player's frame. */
export const frame = () => parts().querySelector("[data-walk]").cloneNode(true);

/** A piece by its name, anew each time. */
export const part = (name) => parts().querySelector(`template[data-part="${name}"]`)?.content.cloneNode(true);

/** A piece that is one element. */
export const element = (name) => part(name).firstElementChild;

/** The words of an element of the document, without those that the screen says in its own way; of links, which would stand in a button, only the words. */
export function words(source) {
  const copy = source.cloneNode(true);
  copy.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
  copy.querySelectorAll(".must-word, .result-word").forEach((word) => word.remove());
  return [...copy.childNodes];
}

export const titleOf = (section) => section?.querySelector("h1, h2, h3, h4")?.textContent.trim() ?? "";

/** A sentence with values in the places of their {names}. */
export const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
