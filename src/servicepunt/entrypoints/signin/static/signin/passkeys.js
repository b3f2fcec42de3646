// Passkeys: ties allauth's forms to the buttons of a page, and says in words when it does not work.
// <div data-passkey="loginForm" data-button="id" data-credential="id" data-options="{…}" data-passwordless="id">

for (const place of document.querySelectorAll("[data-passkey]")) {
  const { passkey, button, credential, options, passwordless } = place.dataset;
  const ids = { login: button, add: button, authenticate: button, credential, passwordless };
  document.getElementById(button).closest("[hidden]")?.removeAttribute("hidden");
  window.allauth.webauthn.forms[passkey]({ ids, data: options ? JSON.parse(options) : undefined });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const notice = document.querySelector("[data-passkey-error]");
  if (!notice) return;
  notice.textContent = "Dat lukte niet. Probeer het opnieuw, of kies een andere manier.";
  notice.hidden = false;
});
