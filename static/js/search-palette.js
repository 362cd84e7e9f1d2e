// Search from every page: answers while one types, Enter opens the best, arrows choose, Ctrl Enter leads to the page.

import { askerOf } from "./search-asking.js";
import { keepOpened, keepWords, lastWords } from "./search-kept.js";
import { listOf } from "./search-list.js";
import { openedBy } from "./search-opening.js";
import { tell } from "./search-told.js";

const [PAUSE_MS, LATE_MS] = [80, 700];
const FEWEST_COUNTED = 3; // fewer letters are no search that anybody misses

export default function palette(dialog) {
  const { told, textFormer, textBegin, textLooking } = dialog.dataset;
  const field = dialog.querySelector("[role=combobox]");
  const list = listOf(dialog, field);
  const { ask, stop, page } = askerOf(dialog.dataset);
  /** `shown`: the words whose answer stands there; `hasty`: Enter was pressed before it came. */
  let [timer, shown, found, hasty] = [0, null, false, false];

  const words = () => field.value.trim().replace(/\s+/g, " ");

  function open(typed = "") {
    if (document.querySelector("dialog[open]")) return;
    field.value = typed || lastWords();
    shown = null;
    dialog.showModal();
    field.focus();
    if (!typed) field.select();
    refresh();
  }

  /** What was pressed before this file was there (pressed-early.js). */
  function goOn(pressed) {
    if (!pressed) return;
    open(pressed.words);
    if (pressed.entered && pressed.words) choose();
  }

  async function refresh() {
    clearTimeout(timer);
    const asked = words();
    if (asked === shown) return stop();
    if (!asked) {
      stop();
      shown = "";
      return list.showOpened(textFormer, textBegin);
    }
    const late = setTimeout(() => list.tellOff(textLooking), LATE_MS);
    const answer = await ask(asked);
    clearTimeout(late);
    if (answer?.trouble) list.tellOff(answer.trouble);
    if (!answer?.html) return;
    [shown, found] = [asked, list.show(answer.html)];
    keepWords(asked);
    if (hasty) choose();
  }

  /** Enter: what is marked; while the answer is still on its way, its best. */
  function choose() {
    hasty = words() !== "" && words() !== shown;
    if (hasty) return refresh();
    if (list.marked()) list.marked().click();
    else if (words()) showAll();
  }

  function showAll() {
    keepWords(words());
    shown = null; // the page counts it
    location.assign(page(words()));
  }

  function follow({ target }) {
    const link = target.closest("a[href]");
    if (!link) return;
    if (!link.dataset.rank) shown = null; // nothing of what was found
    else {
      tell(told, shown, { rank: Number(link.dataset.rank) });
      const [title, note] = ["title", "note"].map((part) => link.querySelector(`.palette-${part}`)?.textContent);
      const icon = link.querySelector("use").getAttribute("href");
      keepOpened({ title, note, icon, href: link.getAttribute("href") });
    }
    if (link.hash && link.pathname === location.pathname) dialog.close(); // a place on this very page
  }

  function leave() {
    clearTimeout(timer);
    stop();
    hasty = false;
    if (shown?.length >= FEWEST_COUNTED && words() === shown) tell(told, shown, { found });
  }

  field.addEventListener("input", () => {
    hasty = false;
    clearTimeout(timer);
    timer = setTimeout(refresh, words() ? PAUSE_MS : 0);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.code === "ArrowDown") list.move(1);
    else if (event.code === "ArrowUp") list.move(-1);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && words()) showAll();
    else return;
    event.preventDefault();
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    choose();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-palette-close]")) dialog.close();
    else follow(event);
  });
  dialog.addEventListener("auxclick", follow);
  dialog.addEventListener("close", leave);
  addEventListener("pagehide", () => dialog.open && (leave(), dialog.close()));
  openedBy(() => open());
  goOn(window.pressedEarly?.take());
}
