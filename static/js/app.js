// Loads a behaviour only when the page (or a part that htmx brought) has something for it.

const BEHAVIOURS = [
  ["form[method=post]", () => import("./forms.js")],
  ["[data-menu], [popover]", () => import("./menu.js")],
  ["[data-shortcut-paths]", () => import("./shortcuts.js")],
  ["[data-toasts]", () => import("./toast.js")],
  ["[data-markdown-field]", () => import("./markdown-field.js")],
  ["[data-guard]", () => import("./privacy-guard.js")],
  ["[data-mentions]", () => import("./mentions.js")],
  ["form[data-autosave]", () => import("./autosave.js")],
  ["input[data-tags]", () => import("./tags.js")],
  ["details[data-reply]", () => import("./reply.js")],
  ["[data-copy]", () => import("./copy.js")],
  ["form[data-leaves]", () => import("./leaving.js")],
  ["[data-secret-code]", () => import("./secret-code.js")],
  ["input[data-smaller-pictures]", () => import("./smaller-pictures.js")],
  ["[data-preview]", () => import("./preview.js")],
  ["[data-look-alikes]", () => import("./look-alikes.js")],
  ["[data-board]", () => import("./board.js")],
  ["form[data-several]", () => import("./several.js")],
  ["form[data-paste-down]", () => import("./paste-down.js")],
  ["[data-queue]", () => import("./queue.js")],
  ["[data-work]", () => import("./work.js")],
  ["[data-meeting]", () => import("./meeting.js")],
  ["[data-agenda]", () => import("./agenda.js")],
  ["form[data-plan-count]", () => import("./plan-count.js")],
  ["[data-outline]", () => import("./outline.js")],
  ["[data-prints]", () => import("./print.js")],
  ["[data-outcome]", () => import("./outcome.js")],
  ["form[data-scoring]", () => import("./scoring.js")],
  ["[data-pen]", () => import("./green-pen.js")],
  [".pen-part", () => import("./pen-margin.js")],
  ["input[data-people]", () => import("./people.js")],
  ["[data-map-page]", () => import("./map-page.js")],
  ["[data-player]", () => import("./player-page.js")],
  ["[data-to-read]", () => import("./reading.js")],
  ["[data-card-keys]", () => import("./card-keys.js")],
  ["[data-palette]", () => import("./search-palette.js")],
  ["[data-search-page]", () => import("./search-page.js")],
  ["[data-practice], [data-practice-editor]", () => import("./practice.js")],
  ["[data-order]", () => import("./order.js")],
  ["[data-algorithm-editor]", () => import("./algorithm-editor.js")],
];

async function enhance(root) {
  root.querySelectorAll("[data-needs-script]").forEach((element) => (element.hidden = false));
  await Promise.all(BEHAVIOURS.map(([selector, load]) => enhanceAll(root, selector, load)));
}

async function enhanceAll(root, selector, load) {
  const found = [...root.querySelectorAll(selector), ...(root.matches?.(selector) ? [root] : [])];
  if (!found.length) return;
  const behaviour = await load();
  for (const element of found) {
    const done = (element.enhancedBy ??= new Set());
    if (!done.has(selector)) behaviour.default(element);
    done.add(selector);
  }
}

// htmx is a deferred classic script: it reads its token here, so every request it makes carries one.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
});
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

// A draft that was sent and accepted (the next page does not show its form again) needs no copy on this device.
try {
  const sent = sessionStorage.getItem("sent-draft");
  sessionStorage.removeItem("sent-draft");
  if (sent && !document.querySelector(`[data-autosave-key="${CSS.escape(sent)}"]`)) localStorage.removeItem(`draft:${sent}`);
} catch {
  // storage is forbidden: there is no copy either
}

// The server's own word that a draft was sent or thrown away.
for (const { dataset } of document.querySelectorAll("[data-settled-draft]")) {
  try {
    localStorage.removeItem(`draft:${dataset.settledDraft}`);
  } catch {
    // storage is forbidden: there is no copy either
  }
}

/** Names of what is kept on this device and begins so; none where storage is forbidden. */
function kept(...beginnings) {
  try {
    return Object.keys(localStorage).filter((name) => beginnings.some((beginning) => name.startsWith(beginning)));
  } catch {
    return [];
  }
}

/** The last query and what was opened from search (search-kept.js). */
function forgetSearches() {
  try {
    Object.keys(sessionStorage).forEach((name) => name.startsWith("search:") && sessionStorage.removeItem(name));
  } catch {
    // storage is forbidden: nothing is kept either
  }
}

// What could not be sent from an earlier page: now, or as soon as it can be.
if (kept("outbox:").length) import("./outbox.js").then(({ flush }) => flush());

// Signing out leaves no draft and no begun walk on a shared computer; what waits to be sent is given a moment first.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.action?.endsWith?.("/sign-out")) return;
  kept("draft:", "walk:").forEach((name) => localStorage.removeItem(name));
  forgetSearches();
  if (!kept("outbox:").length) return;
  event.preventDefault();
  await import("./outbox.js").then(({ empty }) => empty()).catch(() => {});
  kept("outbox:").forEach((name) => localStorage.removeItem(name));
  form.submit();
});

enhance(document).then(() => window.pressedEarly?.again());
