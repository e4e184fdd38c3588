// The room page: one timeline with a live edge, the columns as tabs on a phone, the action panel.
(() => {
  const LIMIT = 180; // rows kept in the page; older and newer ones are asked for again
  const box = document.getElementById("stream-box");
  const list = document.getElementById("events");
  const pill = document.getElementById("fresh");
  if (!box || !list) return;
  let busy = false;
  let again = false; // a bell rang while an answer was awaited
  let unseen = 0;
  let detached = list.dataset.live !== "1"; // not showing the newest rows

  const atEdge = () => box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const toEdge = () => { box.scrollTop = box.scrollHeight; };

  function say() {
    pill.hidden = !unseen && !detached;
    pill.textContent = unseen ? pill.dataset.some.replace("0", String(unseen)) : pill.dataset.back;
  }

  async function ask(parameters) {
    const url = new URL(list.dataset.url, location.href);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content.querySelector("ol");
  }

  // Rows already on the page are brought up to date; the others are returned, except older ones
  // that changed out of sight.
  function fresh(from) {
    return [...from.children].filter((row) => {
      const here = row.id && document.getElementById(row.id);
      if (here) window.lcMorph.morph(here, row);
      return !here && row.dataset.again === undefined;
    });
  }

  function trim(fromTop) {
    while (list.children.length > LIMIT) {
      (fromTop ? list.firstElementChild : list.lastElementChild).remove();
      if (fromTop) list.dataset.more = "1";
      else detached = true;
    }
    if (fromTop) list.dataset.first = list.firstElementChild.dataset.seq || list.dataset.first;
    else list.dataset.last = list.lastElementChild.dataset.seq || list.dataset.last;
  }

  async function newer() {
    if (busy) {
      again = true;
      return;
    }
    if (detached) {
      await count();
      return;
    }
    busy = true;
    try {
      const got = await ask({ after: list.dataset.last, seen: list.dataset.seen });
      const edge = atEdge(); // not before: the reader may have scrolled up meanwhile
      const rows = fresh(got);
      list.append(...rows);
      list.dataset.last = got.dataset.last;
      list.dataset.seen = got.dataset.seen;
      rows.forEach((row) => htmx.process(row));
      if (rows.length) document.getElementById("no-events")?.remove();
      if (edge) {
        trim(true);
        toEdge();
      } else {
        unseen += rows.length;
      }
      say();
    } catch {
      // the next bell or poll asks again
    } finally {
      free();
    }
  }

  function free() {
    busy = false;
    if (!again) return;
    again = false;
    newer();
  }

  async function count() {
    const got = await ask({ after: list.dataset.last, seen: list.dataset.seen, count: "1" }).catch(() => null);
    if (got) unseen = Number(got.dataset.count);
    say();
  }

  async function older() {
    if (busy || list.dataset.more !== "1") return;
    busy = true;
    try {
      const height = box.scrollHeight;
      const got = await ask({ before: list.dataset.first });
      list.dataset.more = got.dataset.more;
      list.dataset.first = got.dataset.first;
      const rows = fresh(got);
      list.prepend(...rows);
      rows.forEach((row) => htmx.process(row));
      box.scrollTop += box.scrollHeight - height;
      trim(false);
      say();
    } catch {
      list.dataset.more = ""; // scrolling would only ask in vain
    } finally {
      free();
    }
    fill();
  }

  // Too few rows to scroll by: ask for older ones at once.
  function fill() {
    if (list.dataset.more === "1" && box.scrollHeight <= box.clientHeight + 240 && box.clientHeight) older();
  }

  async function replace(parameters, edge) {
    const got = await ask(parameters);
    list.replaceChildren(...got.children);
    Object.assign(list.dataset, got.dataset);
    detached = got.dataset.live !== "1";
    unseen = 0;
    htmx.process(list);
    say();
    if (edge) toEdge();
    else box.scrollTop = 0;
  }

  box.addEventListener("scroll", () => {
    if (box.scrollTop < 240) older();
    if (unseen && !detached && atEdge()) {
      unseen = 0;
      trim(true);
      say();
    }
  }, { passive: true });
  pill.addEventListener("click", () => {
    if (detached) replace({}, true);
    else {
      unseen = 0;
      toEdge();
      say();
    }
  });
  list.addEventListener("lc:refresh", newer);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey) return;
    document.activeElement.closest(".event")?.querySelector("[data-doubt]")?.click();
  });
  document.getElementById("jump")?.addEventListener("change", (event) => {
    if (event.target.value) replace({ at: event.target.value }, false);
  });

  // Columns as tabs where they do not fit beside each other.
  const tabs = [...document.querySelectorAll("[data-column]")];
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      for (const other of tabs) {
        const chosen = other === tab;
        other.setAttribute("aria-selected", String(chosen));
        other.tabIndex = chosen ? 0 : -1;
        document.getElementById(other.dataset.column).classList.toggle("is-shown", chosen);
      }
      if (tab.dataset.column === "column-middle") toEdge();
    });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
    });
  }
  if (list.dataset.live === "1") toEdge();
  say();
  fill();
})();
