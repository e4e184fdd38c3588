// Keyboard, dialogs, menus, clause pop-overs and toasts: what every page of the console shares.
(() => {
  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  const help = () => document.getElementById("help");

  function toggleHelp() {
    const dialog = help();
    if (!dialog) return;
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  function move(step) {
    const items = [...document.querySelectorAll("[data-item]")];
    if (!items.length) return;
    const at = items.findIndex((item) => item === document.activeElement || item.contains(document.activeElement));
    const next = items[Math.min(items.length - 1, Math.max(0, at + step))] || items[0];
    const focusable = next.matches("a, button, [tabindex]") ? next : next.querySelector("a");
    focusable.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.metaKey) return;
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details[open][data-menu]")) menu.open = false;
    }
    if (event.ctrlKey || typing(event.target)) return;
    const keyed = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].at(-1);
    const dialog = document.querySelector("dialog[open]");
    if (event.key === "?") toggleHelp();
    else if (dialog) return;
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (keyed) keyed.matches("input:not([type=radio]), textarea") ? keyed.focus() : keyed.click();
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("[data-help]")) toggleHelp();
    if (target.closest("[data-close]")) target.closest("dialog").close();
    if (target.closest("[data-dismiss]")) target.closest("[data-toast]").remove();
    if (target.matches("dialog")) target.close();
    for (const menu of document.querySelectorAll("details[open][data-menu]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });

  // A clause, or what is to be said of a finding, opens beside the words that it concerns.
  let near = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.matches(".pop")) near = event.detail.elt.getBoundingClientRect();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const pop = event.detail.target;
    if (!pop.matches(".pop") || !near || pop.matches(":popover-open")) return;
    pop.showPopover();
    pop.querySelector("form button")?.focus();
    const box = pop.getBoundingClientRect();
    const below = near.bottom + 8 + box.height < innerHeight;
    pop.style.setProperty("left", `${Math.max(12, Math.min(near.left, innerWidth - box.width - 12))}px`);
    pop.style.setProperty("top", `${below ? near.bottom + 8 : Math.max(12, near.top - box.height - 8)}px`);
  });

  // Refusals come back as a toast, whatever was the target.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    const toasts = document.getElementById("toasts");
    if (!toasts || !(xhr.getResponseHeader("content-type") || "").includes("html")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.target = toasts;
    event.detail.swapOverride = "beforeend";
  });

  // Small conveniences: show a password, copy a secret, submit on change.
  document.addEventListener("click", (event) => {
    const eye = event.target.closest("[data-eye]");
    if (eye) {
      const input = document.getElementById(eye.getAttribute("aria-controls"));
      input.type = input.type === "password" ? "text" : "password";
      eye.setAttribute("aria-pressed", String(input.type === "text"));
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent.trim());
      copy.textContent = copy.dataset.done;
    }
  });
})();
