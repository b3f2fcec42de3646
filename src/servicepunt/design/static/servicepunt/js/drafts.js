// Drafts: a form with data-draft-url is kept on the server two seconds after typing stops, and when the page goes.
// What the server did not confirm stays in this browser as a second net, and is offered back.

const IDLE_MS = 2000;
const SENT = "sp-draft-sent";
const KEPT = "sp-draft:";
const person = document.body.dataset.person ?? "";
const PREFIX = `${KEPT}${person}:`;
const token = () => document.querySelector("meta[name='csrf-token']")?.content ?? "";
const clock = () => new Date().toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });

function typed(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") values[name] = value;
  }
  return values;
}

const words = (form) => [...form.querySelectorAll("textarea, input:not([type]), input[type='text']")];
const hasWords = (form) => words(form).some((field) => field.value.trim() !== "");

function local(action) {
  try {
    return action(window.localStorage);
  } catch {
    return null;
  }
}

function watch(form) {
  // What was typed comes back from the server, not from the history of the browser: that has what was sent, too.
  form.autocomplete = "off";
  const key = PREFIX + (form.dataset.draftPlace || form.dataset.draftSlot || form.dataset.draftUrl);
  const mark = form.querySelector("[data-drafted]");
  let timer = 0;
  let isSending = false;
  let isUnsaved = false;

  const tell = (text) => {
    const place = form.querySelector("[data-draft-status]");
    const hint = form.querySelector("[data-draft-hint]");
    if (place) place.textContent = text;
    if (hint) hint.hidden = text === "";
  };
  const body = () => {
    const data = new FormData();
    // All values of a name: the files that were kept each have the same one.
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") data.append(name, value);
    }
    data.append("slot", form.dataset.draftSlot ?? "");
    data.append("csrfmiddlewaretoken", token());
    return data;
  };
  const save = async () => {
    if (isSending || !isUnsaved) return;
    isUnsaved = false;
    if (mark) mark.value = "kept";
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body: body(), headers: { "X-CSRFToken": token() }, redirect: "manual", keepalive: true,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      if (isUnsaved) return;
      local((store) => store.removeItem(key));
      tell(`Concept bewaard ${clock()}`);
    } catch {
      isUnsaved = true;
      tell("Concept alleen op dit apparaat bewaard. We proberen het opnieuw.");
      clearTimeout(timer);
      timer = setTimeout(save, IDLE_MS * 5);
    }
  };

  form.addEventListener("input", () => {
    isUnsaved = true;
    local((store) => store.setItem(key, JSON.stringify({ at: Date.now(), values: typed(form) })));
    clearTimeout(timer);
    timer = setTimeout(save, IDLE_MS);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.formAction.includes("preview")) return;
    if (event.submitter?.hasAttribute("hx-post")) return;
    isSending = true;
    clearTimeout(timer);
    local((store) => store.setItem(key, JSON.stringify({ at: Date.now(), values: typed(form), isSent: true })));
    local(() => sessionStorage.setItem(SENT, key));
  });
  const leave = () => {
    if (isSending || !isUnsaved) return;
    isUnsaved = !navigator.sendBeacon(form.dataset.draftUrl, body());
  };
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  window.addEventListener("pageshow", (event) => {
    // The page as it was when it was sent: only the server knows what became of it.
    if (event.persisted && isSending) location.reload();
    isSending = false;
  });
  form.addEventListener("htmx:afterRequest", () => { isSending = false; });
  if (isRefused(form, key)) {
    // Nobody types it again before going elsewhere: keep it now.
    isUnsaved = true;
    save();
  } else {
    offer(form, key);
  }
}

const arrived = () => document.getElementById("meldingen-toast")?.dataset.success === "true";
const recalled = (key) => local((store) => JSON.parse(store.getItem(key) ?? "null"));
const differs = (form, kept) => words(form).some((field) => field.name in kept.values && kept.values[field.name] !== field.value);

const isOffered = (kept) => document.querySelector(`[data-draft-kept="${CSS.escape(kept.values.key ?? "")}"]`) !== null;

// What was sent stands in the form again: the server did not take it.
function isRefused(form, key) {
  const kept = recalled(key);
  return Boolean(kept?.isSent) && !arrived() && hasWords(form) && !differs(form, kept);
}

function offer(form, key) {
  const kept = recalled(key);
  // The page may offer what the server has of it (data-draft-kept): what is newer here is offered where that is shown.
  if (!kept || isOffered(kept)) return;
  const forget = () => local((store) => store.removeItem(key));
  if (!differs(form, kept) || (kept.isSent && (arrived() || hasWords(form)))) {
    forget();
    return;
  }
  const banner = document.createElement("div");
  banner.className = "sp-banner sp-banner--warning sp-banner--compact sp-restore";
  banner.setAttribute("role", "status");
  const text = document.createElement("p");
  const at = new Date(kept.at).toLocaleString("nl-NL", { dateStyle: "medium", timeStyle: "short" });
  text.textContent = `Er staat hier nog tekst van ${at} die misschien niet is verstuurd.`;
  const actions = document.createElement("div");
  actions.className = "sp-banner__actions";
  const choices = [
    ["Zet terug", () => {
      for (const field of words(form)) if (field.name in kept.values) field.value = kept.values[field.name];
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }],
    ["Gooi weg", forget],
  ];
  for (const [label, act] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sp-link-button";
    button.textContent = label;
    button.addEventListener("click", () => {
      act();
      banner.remove();
      words(form)[0]?.focus();
    });
    actions.append(button);
  }
  banner.append(text, actions);
  form.before(banner);
}

const forgetAll = (store, isOurs = () => false) => {
  for (const key of Object.keys(store)) {
    if (key.startsWith(KEPT) && !isOurs(key)) store.removeItem(key);
  }
};

local((store) => {
  // On a shared computer what another person typed is not ours to keep. Who signs in again is not known yet.
  if (person) forgetAll(store, (key) => key.startsWith(PREFIX));
  // What this tab sent has arrived when the next page says so; the page that it was sent from may not come back for days.
  const sent = sessionStorage.getItem(SENT);
  if (sent && arrived()) store.removeItem(sent);
  sessionStorage.removeItem(SENT);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-signout]")) local((store) => forgetAll(store));
  const thrown = event.submitter?.dataset.draftKept;
  if (thrown) local((store) => forgetAll(store, (key) => recalled(key)?.values.key !== thrown));
});
const start = (root) => {
  for (const form of root.querySelectorAll("form[data-draft-url]:not([data-draft-on])")) {
    form.dataset.draftOn = "";
    watch(form);
  }
};
start(document);
document.addEventListener("htmx:afterSettle", () => start(document));
