// The plain words of laid-out text and where each of its letters stands: the same as portal/knowledge/plain_words.py.

const WHITE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;
const BLOCKS = new Set(
  `ASIDE BLOCKQUOTE BR DETAILS DIV FIGCAPTION FIGURE H1 H2 H3 H4 H5 H6 HR LI OL P PRE SECTION SUMMARY TABLE TBODY TD
   TFOOT TH THEAD TR UL`.split(/\s+/),
);
const WORDLESS = ".footnote-ref, .footnote-backref, .pen-ref";

/** letters: [letter, text node, place in it] for each code point of the words; the edge of a block has no node. */
export function plainWords(root) {
  const letters = [];
  let gap = null;
  let edge = false;

  function take(letter, node, place) {
    if (WHITE.test(letter)) gap ??= [" ", node, place];
    else if (!UNSEEN.test(letter)) {
      if (letters.length && (edge || gap)) letters.push(edge ? [" ", null, 0] : gap);
      [gap, edge] = [null, false];
      letters.push([letter, node, place]);
    }
  }

  function read(element) {
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        let place = 0;
        for (const letter of child.data) {
          take(letter, child, place);
          place += letter.length;
        }
      } else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(WORDLESS)) {
        edge ||= BLOCKS.has(child.tagName);
        read(child);
        edge ||= BLOCKS.has(child.tagName);
      }
    }
  }

  read(root);
  return letters;
}

export const wordsOf = (letters) => letters.map(([letter]) => letter).join("");

/** What of the letters a range holds, [start, end] in code points, with whole words and no spaces at its ends. */
export function stretchOf(letters, range) {
  const inside = ([letter, node, place]) =>
    node && range.comparePoint(node, place) === 0 && range.comparePoint(node, place + letter.length) === 0;
  let start = letters.findIndex(inside);
  let end = letters.findLastIndex(inside) + 1;
  if (start < 0) return null;
  const blank = (at) => letters[at][0] === " ";
  const within = (at) => at > 0 && at < letters.length && [at - 1, at].every((one) => /[\p{L}\p{M}\p{N}]/u.test(letters[one][0]));
  while (start < end && blank(start)) start += 1;
  while (end > start && blank(end - 1)) end -= 1;
  if (start === end) return null;
  while (within(start)) start -= 1;
  while (within(end)) end += 1;
  return [start, end];
}
