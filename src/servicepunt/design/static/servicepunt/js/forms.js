// Forms: the error summary gets focus, nothing is sent twice, blocked buttons stay quiet.

const RESEND_MS = 3000;
const WAIT_MS = 400;
// Where what was sent becomes a download the page stays: no word can be true for ever.
const LONGEST_MS = 30 * 1000;

// Who waits is told that something happens; what is quick says nothing.
const busy = document.createElement("p");
busy.className = "sp-busy";
busy.setAttribute("role", "status");
document.body.append(busy);
let waiting = 0;

function work() {
  rest();
  waiting = setTimeout(() => {
    busy.textContent = "Even geduld …";
    waiting = setTimeout(rest, LONGEST_MS);
  }, WAIT_MS);
}

function rest() {
  clearTimeout(waiting);
  busy.textContent = "";
}

function focusNews(root) {
  const news = root.querySelector?.("[data-focus]") ?? (root.matches?.("[data-focus]") ? root : null);
  if (news) news.focus({ preventScroll: false });
  if (document.getElementById("foutoverzicht") && !document.title.startsWith("Fout:")) {
    document.title = `Fout: ${document.title}`;
  }
}

document.addEventListener("click", (event) => {
  const blocked = event.target.closest("[aria-disabled='true']");
  if (blocked) event.preventDefault();
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  // A link from a popover to a place on this page: the popover has done its work.
  const place = event.target.closest("[popover] a[href^='#']");
  if (place) {
    place.closest("[popover]").hidePopover();
    setTimeout(() => document.getElementById(place.hash.slice(1))?.focus());
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
});

// How long ago typing began, for a form that asks for it: a moment by the clock of this machine could be wrong.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.querySelector("[data-lasted]")) form.dataset.typedAt ??= String(performance.now());
});
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("[data-lasted]");
  const typedAt = event.target.dataset.typedAt;
  if (field && typedAt) field.value = String(Math.round((performance.now() - Number(typedAt)) / 1000));
}, { capture: true });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  const last = Number(form.dataset.sentAt ?? 0);
  if (performance.now() - last < RESEND_MS && last > 0) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sentAt = String(performance.now());
  work();
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("[data-autosubmit]")) field.form?.requestSubmit();
  if (field.matches("input[type='file'][data-file-names]")) {
    const names = [...field.files].map((file) => file.name).join(", ");
    const place = field.form?.querySelector("[data-file-list]");
    if (place) {
      place.textContent = names;
      place.hidden = names === "";
    }
  }
});

// What the page asks by itself, and while one types, is waited for by nobody.
const isAsked = (event) => !event.target.closest?.("[data-live], [data-presence]");
document.addEventListener("htmx:beforeRequest", (event) => isAsked(event) && !event.defaultPrevented && work());
window.addEventListener("pageshow", () => {
  rest();
  for (const form of document.querySelectorAll("form[data-sent-at]")) delete form.dataset.sentAt;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (isAsked(event)) rest();
  const form = event.target.closest?.("form");
  if (form) delete form.dataset.sentAt;
});
document.addEventListener("htmx:afterSettle", (event) => focusNews(event.detail.elt));
focusNews(document);
