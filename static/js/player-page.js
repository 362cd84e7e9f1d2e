// The player's own page: what is kept on this device, told to the server, and offered again after a walk was left.

import { watchConnection } from "./player-lines.js";
import { reporter } from "./player-log.js";
import { memoryOf } from "./player-memory.js";
import { misfits } from "./player-misfit.js";
import { say } from "./player-parts.js";
import { here } from "./player-walk.js";
import { startPlayer } from "./player.js";
import { toast } from "./toast.js";

export default function playerPage(root) {
  const { dataset } = root;
  const memory = memoryOf(dataset);
  const report = reporter(dataset);
  let leaving = false;

  const begun = ({ path, values, ticked }) => path.length > 1 || Object.keys(values).length > 0 || Object.keys(ticked).length > 0;

  function keep(walk, finish) {
    if (finish) memory.forget(walk);
    else if (begun(walk)) memory.keep(walk);
  }

  function around({ view, texts, screen }) {
    const misfit = misfits(view.querySelector("[data-misfits]"), dataset, texts, toast, screen.focus);
    return {
      tell: toast,
      arrived(walk, finish) {
        requestAnimationFrame(() => scrollTo(0, 0));
        if (finish || walk.path.length === 2) report(walk, finish);
        keep(walk, finish);
      },
      changed: keep,
      ended(walk, finish) {
        report(walk, finish);
        memory.forget(walk);
      },
      flag: misfit.flag,
      settle: misfit.close,
      unflag: misfit.takeBack,
    };
  }

  const wanted = new URLSearchParams(location.hash.replace(/^#step-/, "step=")).get("step"); // a search found it
  const resumed = memory.resumed();
  const left = resumed ? null : memory.left();
  if (!root.querySelector(".algorithm")?.dataset.start) return;
  const { walk, finish, lines, texts, screen, view, resume, show, page } = startPlayer(root, { around });
  history.replaceState(null, "", dataset.address); // a call finishes on the version that it began with
  if (resumed && screen.section(here(resumed))) {
    resume(resumed);
    toast(texts.textResumed);
  } else if (wanted) show(wanted);
  if (!resumed && left && screen.section(here(left.walk))) {
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(left.at);
    lines.show("former", say(texts.textFormer, { step: screen.title(here(left.walk)), time }), "resume");
    view.querySelector("[data-line-do=resume]").addEventListener("click", () => resume(left.walk));
  }
  watchConnection(lines, texts.textOffline);

  // Signing out forgets what is kept here (app.js): nothing may be kept after it.
  document.addEventListener("submit", ({ target }) => (leaving ||= Boolean(target.action?.endsWith?.("/sign-out"))));
  document.addEventListener("visibilitychange", () => document.hidden && !leaving && report(walk(), finish()));
  addEventListener("pagehide", () => {
    if (leaving) return;
    page.settle();
    report(walk(), finish());
    memory.leave(walk());
  });
  // Without a connection the page can't be loaded anew: the walk would be kept, but nobody could go on with it.
  addEventListener("beforeunload", (event) => {
    if (!navigator.onLine && !leaving && !finish() && begun(walk())) event.preventDefault();
  });
  root.dataset.player = "ready";
}
