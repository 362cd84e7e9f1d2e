// Walks an algorithm in a live call: one step a screen, all of it by keyboard.
// The whole document is in the page: its sections are read, and shown one at a time.

import { ending } from "./player-finish.js";
import { listen } from "./player-keys.js";
import { linesOf } from "./player-lines.js";
import { mustsOf } from "./player-musts.js";
import { frame } from "./player-parts.js";
import { screenOf } from "./player-screen.js";
import { back, choose, fold, go, here, newWalk, tick } from "./player-walk.js";

/** Beside the editor nothing is kept, sent or counted. The player's own page gives what does (player-page.js). */
const NOTHING = { tell() {}, arrived() {}, changed() {}, ended() {}, flag() {}, settle() {}, unflag() {} };

/** Show an algorithm in `root`, which holds its document. `from`: where it begins; `preview`: keys count inside `root` only. */
export function startPlayer(root, { preview = false, from, around = () => NOTHING } = {}) {
  const view = frame();
  const texts = view.dataset;
  const find = (selector) => view.querySelector(selector);
  const lines = linesOf(find("[data-lines]"));
  let sheet = root.querySelector(".algorithm");
  let walk = null;
  const screen = screenOf(view, () => sheet, ending(root, texts, (...said) => page.tell(...said)));
  const musts = mustsOf(lines, texts);
  const begin = (key = sheet.dataset.start) => {
    const first = screen.section(key) ? key : sheet.dataset.start;
    return newWalk(first, Date.now(), first === sheet.dataset.start ? "start" : "found");
  };
  const finish = () => (screen.isEnd(here(walk)) ? here(walk) : null);
  const player = { view, texts, lines, screen, finish, walk: () => walk, resume };
  const page = around(player);

  /** Show the step where one has come to. */
  function arrive() {
    ["left", "former"].forEach(lines.hide);
    choosing(false);
    screen.draw(walk);
    if (!preview || root.contains(document.activeElement)) screen.focus();
    page.arrived(walk, finish());
  }

  function move(to, how, number) {
    if (!screen.section(to)) return;
    musts.look(screen.section(here(walk)), walk);
    page.settle();
    go(walk, to, how, Number(number), Date.now());
    arrive();
    musts.ask(walk);
  }

  function goBack(depth) {
    page.settle();
    if (back(walk, Date.now(), depth)) arrive();
  }

  function choosing(on) {
    view.toggleAttribute("data-choosing", on);
    find("[data-do=any]").setAttribute("aria-expanded", on);
  }

  function anew() {
    page.settle();
    page.ended(walk, finish());
    resume(begin(from));
  }

  function resume(other) {
    walk = other;
    arrive();
  }

  const DO = {
    back: () => (view.hasAttribute("data-choosing") ? DO.any() : goBack()),
    any() {
      choosing(!view.hasAttribute("data-choosing"));
      if (view.hasAttribute("data-choosing")) find("[data-move]")?.focus();
      else screen.focus();
    },
    tick: () => musts.settle(walk),
    restart: () => (finish() || walk.path.length < 2 ? anew() : Object.assign(find("[data-ask]"), { returnValue: "" }).showModal()),
    copy: () => screen.copy(),
    misfit: () => page.flag(walk, here(walk)),
    unflag: () => page.unflag(),
  };

  function press({ dataset }) {
    const { do: name, lineDo, answer, move: number, to, value, question, crumb, asks } = dataset;
    if (asks) [...view.querySelectorAll("[data-value]")].find((chip) => fold(chip.dataset.question) === fold(asks))?.focus();
    else if (answer || number) move(to, answer ? "answer" : "any", answer ?? number);
    else if (crumb) goBack(Number(crumb));
    else if (value) screen.refresh(choose(walk, question, value));
    else DO[name ?? lineDo]?.();
    page.changed(walk, finish());
  }

  view.addEventListener("click", ({ target }) => target.closest("button") && press(target.closest("button")));
  view.addEventListener("change", ({ target: { dataset, checked } }) => {
    if (dataset.point) tick(walk, here(walk), Number(dataset.point), checked);
    page.changed(walk, finish());
  });
  find("[data-ask]").addEventListener("close", ({ target }) => target.returnValue === "anew" && anew());
  listen(preview ? root : document, view);

  /** Another text in the place of the one that is shown; one goes on at the step where one is, if it is still there. */
  function update(other = root) {
    sheet = other.querySelector(".algorithm");
    if (!sheet?.dataset.start) return view.remove(); // nothing to walk yet: the document says what there is
    sheet.hidden = true;
    if (!view.isConnected) root.prepend(view);
    walk = walk && screen.section(here(walk)) ? walk : begin(from);
    walk.trail = walk.trail.filter(([key]) => screen.section(key));
    screen.draw(walk);
  }

  for (const name of ["misfit", "help"]) find(`[data-do=${name}]`).hidden = preview;
  update();
  const show = (key) => view.isConnected && screen.section(key) && here(walk) !== key && resume(begin(key));
  return { ...player, page, show, update };
}
