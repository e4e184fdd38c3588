// The streamer's page: hears of measures over the socket, asks every 15 seconds when it cannot,
// shows what is open, vibrates once per measure, and says when it was delivered and understood.
(() => {
  const POLL = 15000;
  const body = document.body;
  const place = document.getElementById("measures");
  const state = document.querySelector("[data-link-state]");
  let since = Number(place.dataset.start || 0);
  let socket = null;
  let tries = 0;
  const felt = new Set();
  let owed = null; // what was understood while nobody could hear it

  function address() {
    const path = `/ws/rooms/${place.dataset.roomId}/`;
    if (body.dataset.liveOrigin) return body.dataset.liveOrigin + path;
    const port = Number(body.dataset.livePort) || location.port;
    return `${location.protocol === "https:" ? "wss" : "ws"}://${location.hostname}${port ? `:${port}` : ""}${path}`;
  }

  function show(next) {
    state.dataset.state = next;
    state.textContent = state.getAttribute(`data-${next}`);
  }

  function send(frame) {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  function raise() {
    const warning = place.querySelector("dialog[data-seq]");
    since = Math.max(since, Number(place.querySelector("[data-since-seq]")?.dataset.sinceSeq || 0));
    if (!warning) return;
    if (!warning.open) warning.showModal();
    const seq = warning.dataset.seq;
    if (felt.has(seq)) return;
    felt.add(seq);
    // Before the first tap a browser would only complain.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([220, 90, 220, 90, 420]);
    send({ type: "delivered", seq: Number(seq) });
  }

  async function ask() {
    try {
      const answer = await fetch(place.dataset.url, { headers: { "HX-Request": "true" } });
      if (answer.status === 401 || answer.redirected) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      window.lcMorph.children(place, holder.content);
      if (state.dataset.state === "off") show("poll");
      document.dispatchEvent(new CustomEvent("lc:tick"));
      raise();
      again();
    } catch {
      show("off");
    }
  }

  function again() {
    const button = owed && place.querySelector(`[data-acknowledge="${owed}"]`);
    owed = null;
    button?.click();
  }

  function connect() {
    socket = new WebSocket(address());
    socket.addEventListener("open", () => {
      tries = 0;
      show("live");
      send({ type: "hello", since });
      ask();
    });
    socket.addEventListener("message", (event) => {
      const frame = JSON.parse(event.data);
      if (frame.type === "measure" || frame.type === "notice" || frame.type === "bell") ask();
      if (frame.type === "measure") send({ type: "delivered", seq: frame.seq });
    });
    socket.addEventListener("close", () => {
      if (state.dataset.state === "live") show("poll");
      tries += 1;
      setTimeout(connect, Math.min(20000, 400 * 2 ** tries) * (0.7 + Math.random() * 0.6));
    });
  }

  place.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-acknowledge]");
    if (!button) return;
    button.disabled = true;
    const error = place.querySelector("[data-error]");
    try {
      const answer = await fetch(button.dataset.acknowledge, {
        method: "POST",
        headers: { "X-CSRFToken": place.dataset.csrf, "Content-Type": "application/json" },
        body: "{}",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const warning = button.closest("dialog");
      warning.close();
      warning.remove();
      await ask();
    } catch (fault) {
      if (fault instanceof TypeError) owed = button.dataset.acknowledge;
      button.disabled = false;
      error.hidden = false;
    }
  });
  place.addEventListener("cancel", (event) => event.preventDefault(), true);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  window.addEventListener("online", ask);
  setInterval(ask, POLL);
  show("poll");
  raise();
  connect();
})();
