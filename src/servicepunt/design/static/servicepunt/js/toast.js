// Toasts: stay ten seconds at least, and as long as they are hovered or focused; errors stay until closed.
// Others ask for one with: document.dispatchEvent(new CustomEvent("sp:toast", { detail: { text, kind } })).

const STAY_MS = 10000;
const region = document.getElementById("meldingen-toast");

function dress(toast) {
  if (toast.dataset.toast === "on") return;
  toast.dataset.toast = "on";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "sp-toast__close";
  close.setAttribute("aria-label", "Bericht sluiten");
  close.textContent = "×";
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  if (toast.classList.contains("sp-toast--error")) return;
  let timer = 0;
  const stop = () => clearTimeout(timer);
  const start = () => {
    stop();
    if (toast.matches(":hover, :focus-within")) return;
    timer = setTimeout(() => toast.remove(), STAY_MS);
  };
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", () => setTimeout(start));
  start();
}

function show(text, kind = "") {
  const toast = document.createElement("div");
  toast.className = kind ? `sp-toast sp-toast--${kind}` : "sp-toast";
  toast.dataset.toast = "";
  toast.textContent = text;
  region.append(toast);
}

if (region) {
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) dress(node);
    }
  }).observe(region, { childList: true });
  // What was there when the page came in is only read aloud when it is put in again.
  const waiting = [...region.children];
  region.dataset.success = String(waiting.some((toast) => !toast.classList.contains("sp-toast--error")));
  for (const toast of waiting) toast.remove();
  setTimeout(() => region.append(...waiting), 100);
  document.addEventListener("sp:toast", (event) => show(event.detail.text, event.detail.kind));
}
