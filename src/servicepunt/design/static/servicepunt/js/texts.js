// Standard texts: / at the start of a word of the composer, or its button, opens a list; type to search, Enter takes.

let dialog = null;

function build() {
  const made = document.createElement("dialog");
  made.className = "sp-palette";
  made.setAttribute("aria-label", "Standaardteksten");
  made.innerHTML = `<div class="sp-palette__input"><input type="text" role="combobox" aria-expanded="true"
    aria-autocomplete="list" aria-controls="standaardteksten" aria-label="Zoek een standaardtekst" placeholder="Zoek een standaardtekst" autocomplete="off">
    <kbd class="sp-kbd">Esc</kbd></div>
    <div class="sp-palette__list sp-palette__group" id="standaardteksten" role="listbox" aria-label="Standaardteksten" tabindex="-1"></div>
    <p class="sp-visually-hidden" role="status"></p>`;
  document.body.append(made);
  const input = made.querySelector("input");
  const list = made.querySelector("[role='listbox']");
  const options = () => [...list.querySelectorAll("[role='option']")];
  const mark = (index) => {
    const shown = options();
    const place = shown.length ? (index + shown.length) % shown.length : -1;
    shown.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", shown[place].id);
      shown[place].scrollIntoView({ block: "nearest" });
    }
  };
  const marked = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase("nl").split(/\s+/);
    const fits = (option) => {
      const text = `${option.textContent} ${option.dataset.text}`.toLocaleLowerCase("nl");
      return words.every((word) => text.includes(word));
    };
    if (made.all?.length) list.replaceChildren(...made.all.filter(fits));
    const count = options().length;
    made.querySelector("[role='status']").textContent = count === 1 ? "1 tekst" : `${count} teksten`;
    mark(0);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(marked() + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter") options()[marked()]?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role='option']");
    if (!option) return;
    event.preventDefault();
    made.chosen = option.dataset.text;
    made.close();
  });
  return made;
}

function insert(field, place, text) {
  field.setRangeText(text, ...place, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function open(form, typed) {
  const field = form.querySelector("textarea");
  const place = [field.selectionStart, field.selectionEnd];
  dialog ??= build();
  if (dialog.open) return;
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role='listbox']");
  list.replaceChildren();
  dialog.all = [];
  input.value = "";
  dialog.chosen = null;
  dialog.onclose = () => {
    field.focus();
    insert(field, place, dialog.chosen ?? typed);
  };
  dialog.showModal();
  input.focus();
  try {
    const answer = await fetch(form.dataset.textsUrl, { redirect: "manual", headers: { "HX-Request": "true" } });
    if (answer.status === 401) document.dispatchEvent(new CustomEvent("sp:signed-out", { detail: {} }));
    if (!answer.ok) throw new Error(String(answer.status));
    list.innerHTML = await answer.text();
  } catch {
    dialog.close();
    document.dispatchEvent(new CustomEvent("sp:toast", { detail: { text: "De standaardteksten zijn er nu niet.", kind: "error" } }));
    return;
  }
  dialog.all = [...list.querySelectorAll("button")];
  dialog.all.forEach((option, place) => {
    option.type = "button";
    option.tabIndex = -1;
    option.id = `standaardtekst-${place}`;
    option.setAttribute("role", "option");
  });
  input.dispatchEvent(new Event("input"));
}

const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "/" || !isPlain(event) || !field.matches?.("form[data-texts-url] textarea")) return;
  const before = field.value.slice(0, field.selectionStart);
  if (!/(^|\s)$/.test(before)) return;
  event.preventDefault();
  open(field.form, "/");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-texts]");
  if (!button) return;
  event.preventDefault();
  open(button.form, "");
});
