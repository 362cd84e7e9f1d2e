// Cards go by drag, by their button or with 'm' to where this person may move them. What a move asks for (a reason, a
// day) is asked by its own form: the page that everybody without a script sees, brought into a dialog.

export default async function board(place) {
  place.addEventListener("keydown", (event) => step(place, event));
  const targets = new Map([...document.querySelectorAll("[data-board-targets] > li")].map((item) => [item.dataset.id, item]));
  if (!targets.size) return;
  const dialog = document.querySelector("[data-board-dialog]");
  dialog.querySelector("[data-board-close]").addEventListener("click", () => dialog.close());
  place.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-move]");
    if (!opener) return;
    event.preventDefault();
    decide(place, dialog, opener.closest(".card"));
  });
  await import("../vendor/sortablejs/Sortable.min.js");
  for (const list of place.querySelectorAll("[data-cards]")) carry(place, dialog, targets, list);
}

// The moves of a card that lead into a column; the status that it has is no place to carry it to.
function fitting(targets, card, column) {
  const moves = (card.dataset.moves ?? "").split(" ").map((id) => targets.get(id));
  return moves.filter((target) => target?.dataset.type === column.dataset.column && target.dataset.id !== card.dataset.status);
}

function carry(place, dialog, targets, list) {
  const columns = [...place.querySelectorAll("[data-column]")];
  let next = null;
  globalThis.Sortable.create(list, {
    group: { name: "cards", put: (to, _from, card) => fitting(targets, card, to.el.closest("[data-column]")).length > 0 },
    draggable: ".card[data-moves]",
    sort: false,
    delay: 180,
    delayOnTouchOnly: true,
    ghostClass: "card-ghost",
    onStart({ item }) {
      next = item.nextElementSibling;
      place.classList.add("board-carrying");
      columns.forEach((column) => column.classList.toggle("board-takes", fitting(targets, item, column).length > 0));
    },
    onEnd({ item, from, to }) {
      place.classList.remove("board-carrying");
      if (to === from) return;
      const choices = fitting(targets, item, to.closest("[data-column]"));
      const meant = choices.find((target) => "default" in target.dataset) ?? choices[0];
      decide(place, dialog, item, meant, () => from.insertBefore(item, next));
    },
  });
}

// With a target that asks nothing the move is sent at once; else its form opens, and `back` undoes a drag on closing it.
async function decide(place, dialog, card, target = null, back = () => {}) {
  const address = card.querySelector("[data-move]").href + (target ? `?to=${target.dataset.id}` : "");
  const move = await formAt(address);
  if (!move) return location.assign(address);
  if (target && !("asks" in target.dataset)) {
    const form = prepared(move.querySelector("form"), place, card);
    form.hidden = true;
    document.body.append(form);
    return form.submit();
  }
  const inside = dialog.querySelector("[data-board-form]");
  dialog.querySelector("[data-board-title]").textContent = card.querySelector(".card-title").textContent;
  inside.replaceChildren(move);
  inside.onsubmit = (event) => prepared(event.target, place, card);
  htmx.process(inside);
  htmx.trigger(inside, "htmx:load", { elt: inside });
  dialog.addEventListener("close", back, { once: true });
  dialog.showModal();
  inside.querySelector("form input:not([type=hidden]), form textarea, a")?.focus();
}

async function formAt(address) {
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const move = answer.ok && page.querySelector("#move");
    return move ? document.importNode(move, true) : null;
  } catch {
    return null;
  }
}

// What is sent says where to come back to, and how the card stood when it was moved.
function prepared(form, place, card) {
  const told = { back: `${place.dataset.back}#${card.id}`, seen: card.dataset.status };
  for (const [name, value] of Object.entries(told)) {
    form.querySelector(`[name="${name}"]`)?.remove();
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  return form;
}

function step(place, event) {
  const card = event.target.closest(".card");
  if (!card || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.code === "KeyM" && document.documentElement.dataset.shortcuts !== "off") {
    card.querySelector("[data-move]")?.click();
    return;
  }
  const next = neighbour(place, card, event.code);
  if (!next) return;
  event.preventDefault();
  next.querySelector("a").focus();
}

function neighbour(place, card, code) {
  const columns = [...place.querySelectorAll("[data-column]")].map((column) => [...column.querySelectorAll(".card")]);
  const filled = columns.filter((cards) => cards.length);
  const at = filled.findIndex((cards) => cards.includes(card));
  const row = filled[at].indexOf(card);
  const beside = (cards) => cards?.[Math.min(row, cards.length - 1)];
  if (code === "ArrowDown") return filled[at][row + 1];
  if (code === "ArrowUp") return filled[at][row - 1];
  if (code === "ArrowRight") return beside(filled[at + 1]);
  return code === "ArrowLeft" ? beside(filled[at - 1]) : null;
}
