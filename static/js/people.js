// Names to choose from while one writes a colleague's name: the browser's own list, filled by the server.

const WAIT_MS = 150;
let counter = 0;

export default function people(field) {
  const list = Object.assign(document.createElement("datalist"), { id: `people-${(counter += 1)}` });
  field.after(list);
  field.setAttribute("list", list.id);
  let timer = 0;
  let asked = 0;

  async function ask() {
    const mine = (asked += 1);
    const address = new URL(field.dataset.people, location.href);
    address.searchParams.set("q", field.value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    const found = await answer.json();
    list.replaceChildren(...found.map(({ team, insert }) => new Option(team, insert.slice(1).replace(/#(?=\d+$)/, " #"))));
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if ([...list.options].some((option) => option.value === field.value)) return; // one was chosen
    timer = setTimeout(ask, WAIT_MS);
  });
  field.addEventListener("focus", () => list.options.length || ask(), { once: true });
}
