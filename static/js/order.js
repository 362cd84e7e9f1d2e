// Things to be put in order: moved with buttons, or by choosing a place; the fields say the place to the server.

export default function order(list) {
  const items = () => [...list.children];
  const place = (item) => item.querySelector("select");
  if (!place(list)) return;

  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  list.after(said);

  const number = () => items().forEach((item, index) => (place(item).value = String(index + 1)));

  function moved(item) {
    number();
    const what = item.querySelector(".answer-text").textContent;
    said.textContent = list.dataset.textMoved.replace("{place}", items().indexOf(item) + 1).replace("{what}", () => what);
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function step(item, by) {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (other) by < 0 ? other.before(item) : other.after(item);
    moved(item);
  }

  function button(item, by, text, icon) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "icon-button", textContent: icon, title: text });
    made.setAttribute("aria-label", `${text}: ${item.querySelector(".answer-text").textContent}`);
    made.addEventListener("click", () => {
      step(item, by);
      made.focus();
    });
    item.append(made);
  }

  /** In the order of their places; those without one keep theirs behind them. */
  function sort() {
    const sorted = items().sort((one, other) => (Number(place(one).value) || 99) - (Number(place(other).value) || 99));
    list.append(...sorted);
  }

  items().forEach((item) => {
    button(item, -1, list.dataset.textUp, "↑");
    button(item, 1, list.dataset.textDown, "↓");
    place(item).addEventListener("change", () => {
      const wanted = Number(place(item).value);
      if (!wanted) return;
      const others = items().filter((other) => other !== item);
      list.append(...others.slice(0, wanted - 1), item, ...others.slice(wanted - 1));
      moved(item);
      place(item).focus();
    });
  });
  list.closest("form")?.addEventListener("filled", sort);
  if (items().some((item) => place(item).value)) sort();
}
