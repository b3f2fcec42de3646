// The keyboard (DESIGN, section 4). A key printed on a button (data-key) presses it. Single letters work outside
// fields only, and not at all with data-letter-keys="off" on <html>.

const FIELD = "input:not([type='checkbox']):not([type='radio']):not([type='button']):not([type='submit']), textarea, select, [contenteditable]";
const ROWS = "[data-rows] [data-row], .sp-worklist tbody tr:not(.sp-worklist__group)";
const GO_MS = 1500;
let goUntil = 0;

const isVisible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const visible = (selector, root = document) => [...root.querySelectorAll(selector)].find(isVisible);
const overlay = () => document.querySelector("dialog[open]") ?? document.querySelector("[popover]:popover-open:not(#menu)");

function name(event) {
  const key = event.key === "Enter" ? "↵" : event.key;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && (key.length > 1 || /\p{L}/u.test(key) || parts.length > 0)) parts.push("Shift");
  parts.push(key.length === 1 && parts.length > 0 ? key.toUpperCase() : key);
  return parts.join(" ");
}

// A key on a button in a row is for the row one is on; with rows selected, the bar goes first.
function pressed(key, root = document) {
  const keyed = [...root.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(isVisible);
  const row = current(rows());
  return keyed.find((element) => !element.closest(ROWS)) ?? keyed.find((element) => element.closest(ROWS) === row);
}

function rows() {
  return [...document.querySelectorAll(ROWS)].filter(isVisible);
}

function current(all) {
  const focused = document.activeElement?.closest(ROWS);
  return focused && all.includes(focused) ? focused : all.find((row) => row.classList.contains("is-current"));
}

function move(step) {
  const all = rows();
  if (all.length === 0) return false;
  const here = current(all);
  const place = here ? all.indexOf(here) + step : step > 0 ? 0 : all.length - 1;
  const row = all[Math.min(Math.max(place, 0), all.length - 1)];
  for (const other of all) other.classList.toggle("is-current", other === row);
  row.querySelector("a, button")?.focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function compose(audience) {
  const composer = document.querySelector("[data-composer]");
  const radio = composer?.querySelector(`[name="audience"][value="${audience}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const text = composer.querySelector("textarea");
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  return true;
}

function undo() {
  const forms = [...document.querySelectorAll("form[data-undo]")];
  const form = forms.at(-1);
  form?.requestSubmit();
  return Boolean(form);
}

const LETTERS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => {
    const box = current(rows())?.querySelector("input[type='checkbox']");
    box?.click();
    return Boolean(box);
  },
  o: () => {
    const link = current(rows())?.querySelector("a");
    link?.click();
    return Boolean(link);
  },
  r: () => compose("public"),
  n: () => compose("internal"),
  z: undo,
  "/": () => {
    const field = visible("[data-search], main input[type='search'], main [role='search'] input");
    field?.focus();
    field?.select?.();
    return Boolean(field);
  },
  "?": () => {
    document.getElementById("toetsen")?.togglePopover();
    return true;
  },
};

function send(event, key) {
  const form = event.target.closest?.("form") ?? document.querySelector("[data-composer]");
  // A button that goes elsewhere (formaction: a preview, one row of a list) is not what the form is for.
  const main = () => visible("[data-send]", form) ?? visible("[type='submit']:not([formaction])", form);
  const button = (form && (pressed(key, form) ?? (key === "Ctrl ↵" && main()))) || pressed(key);
  if (!button) return false;
  button.click();
  return true;
}

// A key that leads to a field of this page opens its fold; Escape in that form leads back to where one was.
let went = null;

function goInto(button) {
  const field = button.matches("a[href^='#']") ? document.getElementById(button.hash.slice(1))
    : button.matches("input, select, textarea") && button;
  if (!field) return;
  const from = document.activeElement === document.body ? button : document.activeElement;
  went = { from, form: field.closest("form") };
  if (field === button) return;
  field.closest("details")?.setAttribute("open", "");
  setTimeout(() => field.focus());
}

function leave(field) {
  field.blur();
  if (went?.form?.contains(field) && isVisible(went.from)) went.from.focus();
  went = null;
}

function letter(event, key) {
  if (document.documentElement.dataset.letterKeys === "off" && key !== "?") return false;
  if (goUntil > event.timeStamp) {
    goUntil = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    link?.click();
    return Boolean(link);
  }
  if (key === "g") {
    goUntil = event.timeStamp + GO_MS;
    return true;
  }
  // A button that shows the key goes before what the key does everywhere.
  const button = pressed(key);
  if (button) {
    goInto(button);
    button.click();
    if (button.matches("input, select, textarea, summary")) button.focus();
    return true;
  }
  if (LETTERS[key]) return LETTERS[key]();
  const url = { c: document.body.dataset.newUrl, t: document.body.dataset.phoneUrl }[key];
  if (url) location.assign(url);
  return Boolean(url);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.key === "Shift" || event.key === "Control") return;
  const key = name(event);
  const inField = event.target.matches?.(FIELD);
  let isDone = false;
  if (key === "Ctrl ↵" || key === "Ctrl Shift ↵") isDone = send(event, key);
  else if (event.key === "Escape" && inField && !overlay()) leave(event.target);
  else if (key.startsWith("Ctrl ") || key.startsWith("Alt ")) isDone = pressedNow(key);
  else if (!inField && (!overlay() || key === "?") && (event.key.length === 1 || key.startsWith("Shift "))) {
    isDone = letter(event, key);
  }
  if (isDone) event.preventDefault();
});

function pressedNow(key) {
  const button = pressed(key);
  button?.click();
  return Boolean(button);
}

// The list came back: the row we were on is still the one we are on.
let kept = "";
document.addEventListener("htmx:beforeSwap", () => { kept = document.querySelector("tr.is-current")?.id ?? ""; });
document.addEventListener("htmx:afterSettle", () => {
  if (kept) document.getElementById(kept)?.classList.add("is-current");
});

// What one sends from a row loads the list again: one goes on at that row, or at what stands there now.
const PLACE = "sp-place";
const PLACE_MS = 10 * 1000;
const list = () => location.pathname + location.search;

document.addEventListener("submit", (event) => {
  const all = rows();
  const row = current(all);
  if (event.defaultPrevented || event.target.method !== "post" || !row) return;
  try {
    const place = { list: list(), row: row.id, place: all.indexOf(row), sentAt: Date.now() };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch {
    // Without storage one begins at the top.
  }
});

function goOn() {
  let place = null;
  try {
    place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
    sessionStorage.removeItem(PLACE);
  } catch {
    return;
  }
  const all = rows();
  if (place?.list !== list() || Date.now() - place.sentAt > PLACE_MS || all.length === 0) return;
  const row = all.find((each) => each.id === place.row) ?? all[Math.min(place.place, all.length - 1)];
  row.classList.add("is-current");
  row.querySelector("a, button")?.focus();
}
if (document.activeElement === document.body) goOn();
