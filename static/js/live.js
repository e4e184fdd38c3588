// Doorbells of the console: a WebSocket says that something changed, the page asks what.
// Every [data-live] element gets a "lc:refresh" event, at most once a second; when the socket
// is away, every 15 seconds. [data-link-state] shows which of the two it is.
(() => {
  const POLL = 15000;
  const QUIET = 1000;
  const body = document.body;
  let tries = 0;
  let last = 0;
  let waiting = null;
  let state = "poll";

  function address() {
    const secure = location.protocol === "https:";
    if (body.dataset.liveOrigin) return `${body.dataset.liveOrigin}/ws/console/`;
    const port = Number(body.dataset.livePort) || location.port;
    return `${secure ? "wss" : "ws"}://${location.hostname}${port ? `:${port}` : ""}/ws/console/`;
  }

  function show(next) {
    state = next;
    for (const element of document.querySelectorAll("[data-link-state]")) {
      element.dataset.state = next;
      element.textContent = element.getAttribute(`data-${next}`) || "";
    }
  }

  function refresh() {
    clearTimeout(waiting);
    waiting = null;
    last = Date.now();
    for (const element of document.querySelectorAll("[data-live]")) {
      element.dispatchEvent(new CustomEvent("lc:refresh", { bubbles: false }));
    }
  }

  function ring() {
    if (document.hidden || waiting) return;
    waiting = setTimeout(refresh, Math.max(0, last + QUIET - Date.now()));
  }

  function connect() {
    let socket;
    try {
      socket = new WebSocket(address());
    } catch {
      show("poll");
      return;
    }
    socket.addEventListener("open", () => {
      tries = 0;
      show("live");
      const room = document.querySelector("[data-room-id]");
      if (room) socket.send(JSON.stringify({ type: "watching", room: room.dataset.roomId }));
      ring();
    });
    socket.addEventListener("message", (event) => {
      const frame = JSON.parse(event.data);
      if (frame.type === "bell" || frame.type === "presence") ring();
    });
    socket.addEventListener("close", () => {
      if (state === "live") show("poll");
      tries += 1;
      setTimeout(connect, Math.min(30000, 500 * 2 ** tries) * (0.7 + Math.random() * 0.6));
    });
  }

  if (!document.querySelector("[data-live]")) return;
  setInterval(() => {
    if (!document.hidden && Date.now() - last >= POLL - 500) refresh();
  }, POLL);
  document.addEventListener("visibilitychange", () => document.hidden || ring());
  document.addEventListener("htmx:sendError", () => show("off"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && state === "off") show("poll");
  });
  window.lcRing = ring;
  show("poll");
  connect();
})();
