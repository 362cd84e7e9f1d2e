// Words in lines that fit a width. SVG doesn't break lines by itself.

//: No card has room for more, and nobody reads more of a line at once.
const MOST_LETTERS = 600;

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

function width(text, font) {
  const key = `${font}\n${text}`;
  let found = widths.get(key);
  if (found === undefined) {
    if (widths.size > 20000) widths.clear();
    pen.font = font;
    found = pen.measureText(text).width;
    widths.set(key, found);
  }
  return found;
}

// At most `most` lines; the last one ends with an ellipsis when there is more. A word that is wider than a line is cut.
export function wrapped(text, room, font, most) {
  const lines = [];
  let line = "";
  const words = text.slice(0, MOST_LETTERS).split(/\s+/).filter(Boolean).flatMap((word) => cut(word, room, font));
  for (const word of words) {
    const longer = line ? `${line} ${word}` : word;
    if (width(longer, font) <= room) line = longer;
    else {
      if (line) lines.push(line);
      line = word;
    }
    if (lines.length === most) break;
  }
  if (line && lines.length < most) lines.push(line);
  else if (lines.length === most) lines[most - 1] = shortened(lines[most - 1], room, font);
  return lines;
}

function cut(word, room, font) {
  const parts = [];
  let rest = [...word];
  while (width(rest.join(""), font) > room && rest.length > 1) {
    let size = rest.length - 1;
    while (size > 1 && width(`${rest.slice(0, size).join("")}-`, font) > room) size -= 1;
    parts.push(`${rest.slice(0, size).join("")}-`);
    rest = rest.slice(size);
  }
  return [...parts, rest.join("")];
}

function shortened(line, room, font) {
  let kept = line;
  while (kept && width(`${kept}…`, font) > room) kept = kept.slice(0, -1).trimEnd();
  return `${kept}…`;
}

// Inline Markdown without its signs.
export function plain(text) {
  return text
    .slice(0, MOST_LETTERS)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|~~|`)(.+?)\1/g, "$2")
    .replace(/(^|[\s(«"])[*_](\S(?:.*?\S)?)[*_](?=[\s).,;:!?»"]|$)/g, "$1$2");
}

// A sentence with its gaps filled: "if {question} = {value}".
export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);
}
