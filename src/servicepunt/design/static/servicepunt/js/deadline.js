// The time left until a deadline, by the clock of the server: how this machine's clock stands does not matter.

const unit = (count, one, many) => `${count} ${count === 1 ? one : many}`;

function left(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days > 1) return `${unit(days, "dag", "dagen")} en ${hours} uur`;
  if (seconds >= 3600) return `${days * 24 + hours} uur en ${unit(minutes, "minuut", "minuten")}`;
  return `${unit(minutes, "minuut", "minuten")} en ${unit(seconds % 60, "seconde", "seconden")}`;
}

for (const place of document.querySelectorAll("[data-deadline]")) {
  const total = Date.parse(place.dataset.deadline) - Date.parse(place.dataset.serverNow);
  // The page was made before it arrived: what that took is counted from when it was asked for.
  const tell = () => {
    const rest = total - performance.now();
    place.textContent = rest > 0 ? `Nog ${left(rest)}.` : place.dataset.over ?? "De inschrijving is gesloten.";
    if (rest <= 0) clearInterval(timer);
  };
  const timer = setInterval(tell, 1000);
  tell();
}
