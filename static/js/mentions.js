// After an @ a list of names: arrows, Enter or Tab choose, Escape closes; a reader hears it as a combobox with a listbox.

const WAIT_MS = 120;
const QUERY = /(?:^|[\s(])@([\p{L}'’ʼ.-]{0,30}(?: [\p{L}'’ʼ-]{1,30})?)$/u;
let counter = 0;

export default function mentions(text) {
  const list = Object.assign(document.createElement("ul"), { className: "mentions", id: `mentions-${(counter += 1)}`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text.dataset.mentionsLabel ?? "@");
  text.after(list);
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list.id);
  let people = [];
  let current = 0;
  let timer = 0;
  let asked = 0;

  const query = () => QUERY.exec(text.value.slice(0, text.selectionStart));

  function close() {
    asked += 1;
    clearTimeout(timer);
    list.hidden = true;
    text.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    current = (index + people.length) % people.length;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === current)));
    text.setAttribute("aria-activedescendant", `${list.id}-${current}`);
    list.children[current].scrollIntoView({ block: "nearest" });
  }

  function show(found) {
    people = found;
    if (!people.length) return close();
    list.replaceChildren(
      ...people.map((person, index) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, textContent: person.name });
        option.setAttribute("role", "option");
        option.append(Object.assign(document.createElement("small"), { textContent: person.team ?? "" }));
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(index);
        });
        return option;
      }),
    );
    list.hidden = false;
    mark(0);
  }

  function choose(index) {
    const typed = query();
    if (typed) text.setRangeText(`${people[index].insert} `, text.selectionStart - typed[1].length - 1, text.selectionStart, "end");
    close();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function ask(words) {
    const mine = (asked += 1);
    const address = new URL(text.dataset.mentions, location.href);
    address.searchParams.set("q", words);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mine === asked && answer?.ok) show(await answer.json());
  }

  text.addEventListener("input", () => {
    const typed = query();
    if (!typed) return close();
    clearTimeout(timer);
    timer = setTimeout(() => ask(typed[1]), WAIT_MS);
  });
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.code === "ArrowDown") mark(current + 1);
    else if (event.code === "ArrowUp") mark(current - 1);
    else if (event.key === "Enter" || event.code === "Tab") choose(current);
    else if (event.code === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  text.addEventListener("blur", close);
}
