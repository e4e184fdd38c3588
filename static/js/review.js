// The review queue: decide and next in one key. The next item is fetched while this one is read;
// what is in hand is kept by a heartbeat, and given back when the page goes away.
(() => {
  const BEAT = 60000;
  const root = document.querySelector("[data-review]");
  const desk = document.getElementById("desk");
  if (!root || !desk) return;
  let next = null; // what was fetched before it is needed: {id, html}
  let asking = null;
  let isTouched = true; // since the last beat; a page that is only open is no work


  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const mine = () => desk.querySelector("[data-item-id][data-mine]");

  function send(url, data = new URLSearchParams()) {
    const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
    return fetch(url, { method: "POST", body: data, headers, credentials: "same-origin" });
  }

  function ahead() {
    if (next || asking || !mine()) return;
    asking = send(root.dataset.next, new URLSearchParams({ ahead: "1" }))
      .then(async (answer) => {
        if (answer.status !== 200) return;
        const html = await answer.text();
        const holder = document.createElement("template");
        holder.innerHTML = html;
        const found = holder.content.querySelector("[data-item-id]");
        if (found) next = { id: found.dataset.itemId, html };
      })
      .catch(() => {})
      .finally(() => {
        asking = null;
      });
  }

  function show(html) {
    desk.innerHTML = html;
    window.htmx.process(desk);
    window.lcChoosers?.(desk);
    desk.querySelector(".subject")?.focus({ preventScroll: true });
    desk.scrollTop = 0;
    window.lcRing?.();
    ahead();
  }

  async function onward() {
    if (asking) await asking;
    if (next) {
      const { html } = next;
      next = null;
      show(html);
      return;
    }
    const answer = await send(root.dataset.next, new URLSearchParams({ ahead: "1" })).catch(() => null);
    if (answer && answer.status === 200) show(await answer.text());
    else location.reload();
  }

  function say(text) {
    const card = document.createElement("div");
    card.className = "toast-card";
    card.setAttribute("data-toast", "");
    card.setAttribute("data-seconds", "6");
    const words = document.createElement("p");
    words.className = "strong";
    words.textContent = text;
    card.append(words);
    document.getElementById("toasts").append(card);
    setTimeout(() => card.remove(), 6000);
  }

  async function beat() {
    const held = [mine()?.dataset.itemId, next?.id].filter(Boolean);
    if (!held.length) return;
    const data = new URLSearchParams(held.map((id) => ["item", id]));
    if (!isTouched) data.set("idle", "1");
    isTouched = false;
    const answer = await send(root.dataset.beat, data).catch(() => null);
    if (!answer || answer.status !== 200) return;
    const { kept } = await answer.json();
    if (next && !kept.includes(next.id)) next = null;
    const here = mine();
    if (!here || kept.includes(here.dataset.itemId)) return;
    here.removeAttribute("data-mine");
    for (const button of desk.querySelectorAll(".verdict button")) button.disabled = true;
    say(root.dataset.lost);
  }

  document.addEventListener("lc:decided", () => onward());
  desk.addEventListener("htmx:afterSettle", () => ahead());
  setInterval(beat, BEAT);
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
    document.addEventListener(kind, () => (isTouched = true), { passive: true });
  }
  document.addEventListener("visibilitychange", () => document.hidden || beat());

  // Whoever closes the page holds nothing any more.
  window.addEventListener("pagehide", () => {
    if (!mine() && !next) return;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    navigator.sendBeacon(root.dataset.leave, data);
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  // Harmful pictures and words stay blurred and grey until asked for.
  const blur = document.querySelector("[data-blur]");
  function veil(isPlain) {
    root.dataset.plain = isPlain ? "1" : "";
    blur?.setAttribute("aria-pressed", String(isPlain));
    for (const one of document.querySelectorAll("[data-veil]")) one.classList.toggle("is-veiled", !isPlain);
  }
  blur?.addEventListener("click", () => {
    const isPlain = root.dataset.plain !== "1";
    veil(isPlain);
    send(blur.dataset.url, new URLSearchParams({ plain: isPlain ? "1" : "" }));
  });

  ahead();
})();
