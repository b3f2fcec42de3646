// Combobox: type, choose with the arrow keys, Enter takes (Tab too, with data-combobox-first), Esc closes. The
// suggestions come from data-url?q=…; when they come too late, with data-combobox-first the only one that fits is taken.

const DELAY_MS = 150;

function watch(box) {
  const input = box.querySelector("[role='combobox']");
  const value = box.querySelector("[data-combobox-value]");
  const list = box.querySelector("[role='listbox']");
  const count = box.querySelector("[data-combobox-count]");
  let timer = 0;
  let asked = null;
  let active = -1;
  let isBehind = false;
  // The arrow keys: whether they were used in this list, and how often before it came (down counts, up counts back).
  let isMoved = false;
  let early = 0;

  const options = () => [...list.querySelectorAll("[role='option']")];
  const isOpen = () => !list.hidden;

  // What is typed or taken here goes before what was ticked in a list of the same name.
  function choose(chosen) {
    if (!value) return;
    const ticked = [...(input.form?.querySelectorAll("input[type='radio']:checked") ?? [])].filter((radio) => radio.name === value.name);
    if (value.value === chosen && ticked.length === 0) return;
    for (const radio of ticked) radio.checked = false;
    value.value = chosen;
    value.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function close() {
    list.hidden = true;
    active = -1;
    early = 0;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    const all = options();
    active = index < 0 || all.length === 0 ? -1 : index % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  // From the text the arrow down goes to the first, also when that is the one that Enter takes already.
  function move(steps) {
    const from = isMoved ? active : steps > 0 ? -1 : 0;
    const last = options().length;
    isMoved = true;
    mark((((from + steps) % last) + last) % last);
  }

  function show(html) {
    list.innerHTML = html;
    const all = options();
    all.forEach((option, place) => { option.id = `${list.id}-${place}`; });
    isBehind = false;
    if (count) count.textContent = all.length === 1 ? "1 suggestie" : `${all.length} suggesties`;
    if (all.length === 0 || document.activeElement !== input) {
      close();
      const fitting = all.filter((option) => !("other" in option.dataset));
      if ("comboboxFirst" in box.dataset && value?.value === "" && fitting.length === 1) take(fitting[0]);
      return;
    }
    list.hidden = false;
    active = -1;
    isMoved = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    if (early !== 0) move(early);
    else if ("comboboxFirst" in box.dataset) mark(0);
    early = 0;
  }

  async function ask() {
    const query = input.value.trim();
    asked?.abort();
    if (query.length < 2) {
      isBehind = false;
      close();
      return;
    }
    asked = new AbortController();
    try {
      const url = new URL(box.dataset.url, location.href);
      url.searchParams.set("q", query);
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: asked.signal });
      if (answer.redirected || answer.status === 401) {
        document.dispatchEvent(new CustomEvent("sp:signed-out", { detail: { retry: ask } }));
        return;
      }
      if (answer.ok) show(await answer.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      isBehind = false;
      close();
    }
  }

  function take(option) {
    clearTimeout(timer);
    asked?.abort();
    isBehind = false;
    close();
    if (option.dataset.href) {
      location.assign(option.dataset.href);
      return;
    }
    input.value = option.dataset.text ?? option.textContent.trim();
    choose(option.dataset.value ?? "");
    box.dispatchEvent(new CustomEvent("sp:chosen", { bubbles: true, detail: { value: option.dataset.value } }));
  }

  input.addEventListener("input", () => {
    choose("");
    // What is shown belongs to fewer letters: no key takes it without the arrow keys.
    isBehind = true;
    early = 0;
    mark(-1);
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (isOpen() && !isBehind) {
        move(step);
        return;
      }
      if (early === 0) {
        clearTimeout(timer);
        isBehind = true;
        ask();
      }
      early += step;
    } else if (event.key === "Enter" && isOpen() && active >= 0 && !event.ctrlKey) {
      event.preventDefault();
      take(options()[active]);
    } else if (event.key === "Enter" && isBehind && !event.ctrlKey) {
      event.preventDefault();
    } else if (event.key === "Tab" && !event.shiftKey && isOpen() && active >= 0 && "comboboxFirst" in box.dataset) {
      take(options()[active]);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role='option']");
    if (option) take(option);
  });
  input.addEventListener("blur", () => setTimeout(close, 100));
}

function start() {
  for (const box of document.querySelectorAll("[data-combobox]:not([data-combobox-on])")) {
    box.dataset.comboboxOn = "";
    watch(box);
  }
}
start();
document.addEventListener("htmx:afterSettle", start);
