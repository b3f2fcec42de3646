// From ticket to ticket in the order of the list one came from: the list is remembered in this tab, `j` and `k` follow it.

const KEY = "sp-follow";

function remember() {
  const rows = [...document.querySelectorAll("[data-rows] [data-row] th a, [data-rows] [data-row] .sp-worklist__subject")];
  if (rows.length === 0) return;
  const pages = [...document.querySelectorAll(".sp-pagination a")];
  const kept = {
    list: location.pathname + location.search,
    links: rows.map((link) => new URL(link.href).pathname),
    // A page knows its own tickets only: how many there are on other pages it cannot say.
    isWhole: pages.length === 0,
    isFirst: pages.every((link) => link.rel === "next"),
  };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Without storage there is no following; everything else works.
  }
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

function step(href, key, words) {
  const link = document.createElement("a");
  link.href = href;
  link.dataset.key = key;
  link.className = "sp-follow__step";
  link.setAttribute("aria-label", words);
  const kbd = document.createElement("kbd");
  kbd.className = "sp-kbd";
  kbd.textContent = key;
  link.append(kbd);
  return link;
}

function placeIn({ links, isWhole, isFirst }, number) {
  if (isWhole) return `${number} van ${links.length}`;
  return isFirst ? `${number}e in de lijst` : `${number}e op de pagina`;
}

function follow(place) {
  const kept = recall();
  const here = kept?.links.indexOf(location.pathname) ?? -1;
  if (here < 0) return;
  const back = document.querySelector(".sp-breadcrumb a");
  if (back) back.href = kept.list;
  const count = document.createElement("span");
  count.className = "sp-num";
  count.textContent = placeIn(kept, here + 1);
  place.replaceChildren(count);
  if (kept.links[here + 1]) place.append(step(kept.links[here + 1], "j", "Volgende melding"));
  if (kept.links[here - 1]) place.append(step(kept.links[here - 1], "k", "Vorige melding"));
  place.hidden = false;
}

function start() {
  const place = document.querySelector("[data-follow]");
  if (place) follow(place);
  else remember();
}

start();
document.addEventListener("htmx:afterSettle", start);
