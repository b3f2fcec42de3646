// A lapsed session: sign in again in a new tab, then repeat what was asked. Nothing typed is lost, and nothing is sent
// when somebody else signed in: the page was made for `data-made-for`.

const STALE_MS = 30 * 1000;
const signIn = document.body.dataset.signinUrl ?? "";
const madeFor = document.body.dataset.madeFor ?? "";
const person = document.body.dataset.person ?? "";
const LAPSED = {
  title: "Je bent uitgelogd",
  text: "Wat je typte, staat er nog. Log in op een nieuw tabblad en kom hier terug.",
  link: "Log in op nieuw tabblad",
};
const SOMEBODY_ELSE = {
  title: "Iemand anders is ingelogd",
  text: `Wat je typte, staat er nog en is niet verstuurd. Log de ander uit op een nieuw tabblad, log in als ${person} en kom hier terug.`,
  link: "Open nieuw tabblad",
};
let lastContact = Date.now();
let dialog = null;

const token = () => document.querySelector("meta[name='csrf-token']")?.content ?? "";

function freshToken() {
  const found = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (!found) return;
  const value = decodeURIComponent(found.slice("csrftoken=".length));
  const meta = document.querySelector("meta[name='csrf-token']");
  if (meta) meta.content = value;
  for (const field of document.querySelectorAll("input[name='csrfmiddlewaretoken']")) field.value = value;
}

function part(tag, text, kind) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  element.textContent = text;
  return element;
}

function build() {
  const made = document.createElement("dialog");
  made.className = "sp-dialog";
  made.setAttribute("aria-labelledby", "sessie-kop");
  const head = part("div", "", "sp-dialog__head");
  const title = part("h2", "");
  title.id = "sessie-kop";
  head.append(title);
  const body = part("div", "", "sp-dialog__body");
  const text = part("p", "");
  body.append(text);
  const foot = part("div", "", "sp-dialog__foot");
  const later = part("button", "Later", "sp-button sp-button--subtle");
  const again = part("button", "Probeer opnieuw", "sp-button");
  const link = part("a", "", "sp-button sp-button--primary");
  later.type = again.type = "button";
  link.href = signIn;
  link.target = "_blank";
  link.rel = "noopener";
  link.autofocus = true;
  later.addEventListener("click", () => made.close());
  again.addEventListener("click", () => {
    made.close();
    sendIfSignedIn(made.retry);
  });
  made.say = (words) => {
    title.textContent = words.title;
    text.textContent = words.text;
    link.textContent = words.link;
  };
  foot.append(later, again, link);
  made.append(head, body, foot);
  document.body.append(made);
  return made;
}

function askToSignIn(retry = () => {}, words = LAPSED) {
  dialog ??= build();
  dialog.retry = retry;
  dialog.say(words);
  if (!dialog.open) dialog.showModal();
}

function lapsed(xhr) {
  if (xhr.status === 401) return true;
  return signIn !== "" && new URL(xhr.responseURL || location.href).pathname === new URL(signIn, location.href).pathname;
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get" && token()) event.detail.headers["X-CSRFToken"] = token();
  if (madeFor) event.detail.headers["X-Made-For"] = madeFor;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!lapsed(xhr)) {
    lastContact = Date.now();
    return;
  }
  event.detail.shouldSwap = false;
  event.detail.isError = false;
  lastContact = 0;
  if (requestConfig.elt.closest("[data-live]")) return;
  askToSignIn(() => {
    const values = Object.fromEntries(requestConfig.formData ?? []);
    delete values.csrfmiddlewaretoken;
    window.htmx.ajax(requestConfig.verb, requestConfig.path, {
      source: requestConfig.elt, target: requestConfig.target, values,
    });
  }, xhr.getResponseHeader("X-Somebody-Else") ? SOMEBODY_ELSE : LAPSED);
});

document.addEventListener("htmx:responseError", () => say("Dat lukte niet. Probeer het opnieuw."));
document.addEventListener("htmx:sendError", () => say("Geen verbinding. Wat je typte, staat er nog."));
document.addEventListener("htmx:timeout", () => say("Het duurt te lang. Probeer het opnieuw."));
document.addEventListener("sp:signed-out", (event) => askToSignIn(event.detail?.retry));

function say(text) {
  document.dispatchEvent(new CustomEvent("sp:toast", { detail: { text, kind: "error" } }));
}

// A plain form on a page that was quiet for a while: look whether we are still signed in before it leaves.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const isOld = Date.now() - lastContact > STALE_MS;
  if (!isOld || !signIn || form.method !== "post" || event.defaultPrevented) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  const send = () => {
    lastContact = Date.now();
    form.requestSubmit(submitter);
  };
  sendIfSignedIn(send);
}, { capture: true });

async function sendIfSignedIn(send) {
  let answer;
  try {
    answer = await fetch(new URL("sessie/", new URL(signIn, location.href)), { method: "HEAD", redirect: "manual", cache: "no-store" });
  } catch {
    say("Geen verbinding. Wat je typte, staat er nog.");
    return;
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    askToSignIn(send);
  } else if (!answer.ok) {
    say("Dat lukte niet. Wat je typte, staat er nog. Probeer het opnieuw.");
  } else if (madeFor && answer.headers.get("X-Signed-In") !== madeFor) {
    askToSignIn(send, SOMEBODY_ELSE);
  } else {
    freshToken();
    send();
  }
}
