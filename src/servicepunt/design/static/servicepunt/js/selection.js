// Selecting rows: the bar shows how many, Shift takes a range, Esc clears; the choice outlives a swap of the list.

const chosen = new Set();
let last = null;

const bar = () => document.querySelector("[data-bulkbar]");
const boxes = () => [...document.querySelectorAll("[data-selection] input[type='checkbox'][name]")];

function paint() {
  const all = boxes();
  for (const box of all) {
    box.checked = chosen.has(box.value);
    const row = box.closest("tr, [data-row]");
    if (box.checked) row?.setAttribute("aria-selected", "true");
    else row?.removeAttribute("aria-selected");
  }
  const head = document.querySelector("[data-select-all]");
  if (head) {
    const count = all.filter((box) => box.checked).length;
    head.checked = all.length > 0 && count === all.length;
    head.indeterminate = count > 0 && count < all.length;
  }
  const place = bar();
  if (!place) return;
  place.hidden = chosen.size === 0;
  const text = place.querySelector("[data-bulk-count]");
  if (text) text.textContent = `${chosen.size} geselecteerd`;
}

function set(box, isOn) {
  if (isOn) chosen.add(box.value);
  else chosen.delete(box.value);
}

function clear() {
  chosen.clear();
  paint();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-selection] input[type='checkbox'][name]");
  if (box) {
    const all = boxes();
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const between of all.slice(from, to + 1)) set(between, box.checked);
    }
    set(box, box.checked);
    last = box;
    paint();
  }
  if (event.target.matches("[data-select-all]")) {
    for (const each of boxes()) set(each, event.target.checked);
    paint();
  }
  if (event.target.closest("[data-bulk-clear]")) {
    event.preventDefault();
    clear();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || chosen.size === 0) return;
  if (document.querySelector("dialog[open], [popover]:popover-open:not(#menu)")) return;
  if (event.target.matches("input:not([type='checkbox']), textarea, select")) return;
  clear();
});

function start() {
  // What is no longer in the list cannot be changed by a key any more.
  const here = new Set(boxes().map((box) => box.value));
  for (const value of chosen) if (!here.has(value)) chosen.delete(value);
  for (const box of boxes()) if (box.checked) chosen.add(box.value);
  paint();
}
start();
window.addEventListener("pageshow", start);
document.addEventListener("htmx:afterSettle", () => {
  const here = new Set(boxes().map((box) => box.value));
  for (const value of chosen) if (!here.has(value)) chosen.delete(value);
  paint();
});
