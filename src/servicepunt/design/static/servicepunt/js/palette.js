// The palette (Ctrl K): what this page can do, and what the server finds. `>` shows actions only.

const DELAY_MS = 150;
const palette = document.querySelector("[data-palette]");

function icon(source) {
  const found = source.querySelector("svg.sp-icon");
  if (!found) return null;
  const copy = found.cloneNode(true);
  copy.setAttribute("class", "sp-icon");
  return copy;
}

function label(element) {
  if (element.dataset.paletteAction) return element.dataset.paletteAction;
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, .sp-kbd, .sp-nav__count")) part.remove();
  return (copy.textContent || element.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ");
}

const isVisible = (element) => element.checkVisibility?.() ?? true;

function actions() {
  const here = [...document.querySelectorAll("[data-palette-action], main [data-key]")]
    .filter((element) => isVisible(element) && !element.closest("tr:not(.is-current)"));
  const go = [...document.querySelectorAll(".sp-menu a")];
  return [
    ["Opdrachten op deze pagina", here.map((element) => ({ element, keys: element.dataset.key?.split(" ") ?? [] }))],
    ["Ga naar", go.map((element) => ({ element, keys: element.dataset.go ? ["g", element.dataset.go] : [] }))],
  ];
}

function option({ element, keys }) {
  const made = document.createElement("button");
  made.type = "button";
  made.tabIndex = -1;
  made.className = "sp-palette__option";
  made.setAttribute("role", "option");
  const text = document.createElement("span");
  text.textContent = label(element);
  const drawn = icon(element);
  if (drawn) made.append(drawn);
  made.append(text);
  if (keys.length > 0) {
    const shown = document.createElement("span");
    shown.className = "sp-palette__keys";
    for (const key of keys) {
      const kbd = document.createElement("kbd");
      kbd.className = "sp-kbd";
      kbd.textContent = key;
      shown.append(kbd);
    }
    made.append(shown);
  }
  made.addEventListener("click", () => {
    palette.hidePopover();
    element.click();
    if (element.matches("input, select, textarea")) element.focus();
  });
  return made;
}

function start() {
  const input = palette.querySelector("[role='combobox']");
  const list = palette.querySelector("[role='listbox']");
  const count = palette.querySelector("[data-palette-count]");
  let timer = 0;
  let asked = null;
  let active = 0;
  const options = () => [...list.querySelectorAll("[role='option']")];

  function mark(index) {
    const all = options();
    all.forEach((each, place) => { each.id = `palette-optie-${place}`; });
    active = all.length === 0 ? 0 : (index + all.length) % all.length;
    all.forEach((each, place) => each.setAttribute("aria-selected", String(place === active)));
    if (all[active]) {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
    count.textContent = all.length === 1 ? "1 resultaat" : `${all.length} resultaten`;
  }

  function group(title, items) {
    const made = document.createElement("div");
    made.className = "sp-palette__group";
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", title);
    const head = document.createElement("div");
    head.className = "sp-palette__title";
    head.setAttribute("aria-hidden", "true");
    head.textContent = title;
    made.append(head, ...items.map(option));
    return made;
  }

  function show(found = "") {
    const query = input.value.replace(/^>/, "").trim().toLowerCase();
    const parts = query.split(/\s+/).filter(Boolean);
    list.replaceChildren();
    for (const [title, items] of actions()) {
      const fitting = items.filter(({ element }) => parts.every((part) => label(element).toLowerCase().includes(part)));
      if (fitting.length > 0) list.append(group(title, fitting.slice(0, 12)));
    }
    if (found) list.insertAdjacentHTML("beforeend", found);
    if (options().length === 0) {
      const none = document.createElement("p");
      none.className = "sp-palette__empty";
      none.textContent = "Niets gevonden. Probeer een nummer, een naam of een ander woord.";
      list.append(none);
    }
    mark(0);
  }

  async function ask() {
    asked?.abort();
    const query = input.value.trim();
    if (!palette.dataset.url || query.startsWith(">") || query.length < 2) return;
    asked = new AbortController();
    try {
      const url = new URL(palette.dataset.url, location.href);
      url.searchParams.set("q", query);
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: asked.signal });
      if (answer.status === 401 || answer.redirected) {
        document.dispatchEvent(new CustomEvent("sp:signed-out", { detail: { retry: ask } }));
      } else if (answer.ok) show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") show();
    }
  }

  // Before it opens, not after: what somebody types right behind Ctrl K must not be lost.
  palette.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    input.value = "";
    show();
  });
  palette.addEventListener("toggle", (event) => {
    if (event.newState === "open") input.focus();
  });
  input.addEventListener("input", () => {
    // What was asked before is about other words.
    asked?.abort();
    show();
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY_MS);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      mark(active + step);
    }
  });
  input.form.addEventListener("submit", (event) => {
    const chosen = options()[active];
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      palette.togglePopover();
      if (palette.matches(":popover-open")) input.focus();
    }
  });
}

if (palette?.showPopover) start();
