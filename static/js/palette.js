// Ctrl-K: go to a room, a person, a broadcast, a clause or a page. Recent places stay in this browser.
(() => {
  const MOST = 6;
  const KEPT = new Set(["room", "clause", "page"]); // no people: others may use this browser
  const palette = () => document.getElementById("palette");
  const list = () => document.getElementById("palette-list");
  const input = () => document.getElementById("palette-q");
  const options = () => [...list().querySelectorAll("a[role=option]")];
  const key = () => `lc_recent_${palette().dataset.user}`;

  function recent() {
    try {
      const found = JSON.parse(localStorage.getItem(key()) || "[]");
      return found.filter((one) => KEPT.has(one.kind) && /^\/(?![\\/])/.test(one.url)).slice(0, MOST);
    } catch {
      return [];
    }
  }

  function remember(option) {
    const one = {
      kind: option.dataset.kind,
      url: option.getAttribute("href"),
      title: option.querySelector(".palette__title").textContent,
    };
    if (!KEPT.has(one.kind)) return;
    const others = recent().filter((other) => other.url !== one.url);
    try {
      localStorage.setItem(key(), JSON.stringify([one, ...others].slice(0, MOST)));
    } catch { /* a browser that keeps nothing */ }
  }

  function open() {
    const dialog = palette();
    if (!dialog || dialog.open || document.querySelector("dialog[open]")) return;
    dialog.showModal();
    input().value = "";
    input().focus();
    htmx.trigger(input(), "lc:ask");
  }

  function showRecent() {
    const places = recent();
    if (!places.length) return;
    const group = document.createElement("div");
    group.className = "palette__group";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", palette().dataset.recent);
    const label = document.createElement("p");
    label.className = "palette__label";
    label.setAttribute("aria-hidden", "true");
    label.textContent = palette().dataset.recent;
    group.append(label);
    places.forEach((one, at) => {
      const option = document.createElement("a");
      option.className = "palette__item";
      option.id = `go-recent-${at}`;
      option.href = one.url;
      option.tabIndex = -1;
      option.dataset.kind = one.kind;
      option.setAttribute("role", "option");
      const title = document.createElement("span");
      title.className = "palette__title";
      title.textContent = one.title;
      option.append(title);
      group.append(option);
    });
    list().prepend(group);
  }

  function choose(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (!option) return input().removeAttribute("aria-activedescendant");
    input().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const all = options();
    const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    choose(all[(at + step + all.length) % all.length]);
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== list()) return;
    if (!input().value.trim()) showRecent();
    choose(options()[0]);
    palette().querySelector("[data-count]").textContent = String(options().length);
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      if (!palette()) return;
      event.preventDefault();
      if (palette().open) palette().close();
      else open();
      return;
    }
    if (!palette()?.open || event.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && event.target === input()) {
      list().querySelector("[aria-selected=true]")?.click();
    } else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-go]")) open();
    const option = event.target.closest("#palette-list a[role=option]");
    if (option) {
      remember(option);
      palette().close();
    }
  });

  document.addEventListener("submit", (event) => {
    if (palette() && event.target.getAttribute("action")?.endsWith("/accounts/logout/")) localStorage.removeItem(key());
  });
})();
