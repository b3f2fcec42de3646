// Evidence: text that is selected in a document goes with its page into the group of fields one is in.

let group = null;

document.addEventListener("focusin", (event) => { group = event.target.closest("[data-evidence]") ?? group; });

function selected() {
  const selection = document.getSelection();
  const start = selection.rangeCount ? selection.getRangeAt(0).startContainer : null;
  const page = (start?.nodeType === Node.TEXT_NODE ? start.parentElement : start)?.closest?.("[data-page]");
  const words = selection.toString().replace(/\s+/g, " ").trim();
  return page && words ? { words, page: page.dataset.page, document: page.dataset.document } : null;
}

function target() {
  const groups = [...document.querySelectorAll("[data-evidence]")];
  if (group?.isConnected) return group;
  return groups.find((each) => each.querySelector("[data-passage]").value.trim() === "") ?? groups[0];
}

function use() {
  const found = selected();
  const place = target();
  if (!found || !place) return;
  const passage = place.querySelector("[data-passage]");
  passage.value = found.words;
  place.querySelector("[data-passage-page]").value = found.page;
  const documents = place.querySelector("[data-passage-document]");
  if ([...documents.options].some((option) => option.value === found.document)) documents.value = found.document;
  group = null;
  passage.dispatchEvent(new Event("change", { bubbles: true }));
  passage.scrollIntoView({ block: "nearest" });
}

for (const button of document.querySelectorAll("[data-use-passage]")) {
  button.hidden = false;
  // The selection must live when the button is pressed with a mouse.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", use);
}

// What is typed and not sent is not lost by following a link.
let isDirty = false;
document.addEventListener("input", (event) => { isDirty ||= Boolean(event.target.closest("form[data-keep]")); });
document.addEventListener("change", (event) => { isDirty ||= Boolean(event.target.closest("form[data-keep]")); });
document.addEventListener("submit", () => { isDirty = false; });
window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
