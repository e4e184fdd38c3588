// The viewer's banner: says that it was shown, and looks every 10 seconds whether it must grow.
(() => {
  const LOOK = 10000;
  const banner = document.getElementById("banner");
  const client = crypto.randomUUID();
  let reported = "";

  function report() {
    const shown = banner.firstElementChild;
    if (!shown || document.hidden) return;
    const size = shown.dataset.size;
    if (size === reported) return;
    fetch(banner.dataset.report, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ client, large: size === "large" }),
    }).then((answer) => { if (answer.ok) reported = size; }).catch(() => {});
  }

  async function look() {
    try {
      const answer = await fetch(banner.dataset.url, { credentials: "omit" });
      if (!answer.ok) return;
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      const next = holder.content.firstElementChild;
      if (!banner.firstElementChild || !next.isEqualNode(banner.firstElementChild)) banner.replaceChildren(next);
      parent.postMessage({ type: "lc:notice", size: next.dataset.size, height: document.documentElement.scrollHeight }, "*");
      report();
    } catch {
      // the standing notice stays
    }
  }

  report();
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", report);
})();
