// New work is announced, never inserted: [data-live] elements are polled by htmx; this tells what changed, once.

const title = () => document.title.replace(/^\(\d+\) /, "");
const said = document.createElement("div");
said.className = "sp-visually-hidden";
said.setAttribute("role", "status");
document.body.append(said);

function tell(element) {
  const text = element.textContent.trim().replace(/\s+/g, " ");
  if (text === element.dataset.liveSaid) return;
  element.dataset.liveSaid = text;
  if (text) said.textContent = text;
  const count = element.querySelector("[data-live-count]")?.dataset.liveCount ?? element.dataset.liveCount ?? "0";
  document.title = Number(count) > 0 ? `(${count}) ${title()}` : title();
}

for (const element of document.querySelectorAll("[data-live]")) {
  element.dataset.liveSaid = element.textContent.trim().replace(/\s+/g, " ");
}
document.addEventListener("htmx:afterSettle", (event) => {
  const element = event.detail.elt.closest?.("[data-live]");
  if (element) tell(element);
});
// [data-presence] tells the others whether somebody is writing here.
const WRITING_MS = 30 * 1000;
let typedAt = -WRITING_MS;
document.addEventListener("input", (event) => {
  if (event.target.closest?.("[data-composer]")) typedAt = performance.now();
});
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.closest?.("[data-presence]") && performance.now() - typedAt < WRITING_MS) {
    event.detail.parameters.typing = "1";
  }
});
// A page nobody looks at asks nothing.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.closest?.("[data-live]")) event.preventDefault();
});
