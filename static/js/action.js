// The action panel: reasons by template, ten seconds to undo, the words back when undone; and
// findings that are none.
(() => {
  const SECOND = 1000;
  const WORDS = ["kind", "clause", "reason", "reason_en", "advice", "advice_en", "finding", "minutes"];
  const panel = () => document.querySelector("[data-action-form]");
  let begun = false; // something was typed or chosen since the form was last emptied

  function say(form) {
    const data = new FormData(form);
    const kind = form.querySelector(`[name=kind]:checked`);
    const { minutes } = form.elements;
    const usual = kind && minutes.dataset[kind.value];
    minutes.closest("[data-minutes]").hidden = minutes.disabled = !usual;
    if (usual && !minutes.hasAttribute("data-own")) minutes.value = usual;
    const send = form.querySelector("[data-send]");
    send.disabled = !kind || !data.get("clause") || !String(data.get("reason")).trim();
    send.classList.toggle("button--danger", Boolean(kind) && kind.value === "suspend");
    send.classList.toggle("button--primary", !kind || kind.value !== "suspend");
  }

  // Put words into the form; what is not named stays.
  function fill(form, words) {
    for (const name of WORDS) {
      const field = form.elements[name];
      if (words[name] === undefined || !field) continue;
      field.value = words[name];
      if (name === "clause") field.dispatchEvent(new Event("change"));
    }
    form.elements.reason.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function empty(form) {
    form.elements.minutes.removeAttribute("data-own");
    fill(form, Object.fromEntries(WORDS.map((name) => [name, ""])));
    for (const kind of form.querySelectorAll("[name=kind]")) kind.checked = false;
    say(form);
    begun = false;
  }

  // A measure taken back returns the words it was made of, unless others were begun meanwhile.
  function refill(toast) {
    const form = panel();
    const words = JSON.parse(toast.dataset.refill);
    toast.removeAttribute("data-refill");
    if (!form || begun) return;
    if (words.minutes) form.elements.minutes.setAttribute("data-own", "");
    fill(form, words);
    begun = true;
  }

  function countdown(toast) {
    const ring = toast.querySelector("[data-ring]");
    const label = toast.querySelector("[data-left]");
    const end = Date.now() + Number(toast.dataset.seconds) * SECOND;
    const whole = Number(toast.dataset.seconds) || 1;
    const timer = setInterval(() => {
      const left = Math.max(0, (end - Date.now()) / SECOND);
      if (!toast.isConnected) {
        clearInterval(timer);
        return;
      }
      if (label) label.textContent = String(Math.ceil(left));
      if (ring) ring.setAttribute("stroke-dashoffset", String(94.25 * (1 - left / whole)));
      if (left <= 0) {
        clearInterval(timer);
        toast.remove();
        window.lcRing?.();
      }
    }, 250);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-action-form]");
    if (!form) return;
    if (event.isTrusted || event.target.name === "clause") begun = true;
    // Words of one's own are not what the ready English says.
    if (event.isTrusted && event.target.name === "minutes") event.target.setAttribute("data-own", "");
    if (event.isTrusted && event.target.name === "reason") form.elements.reason_en.value = "";
    if (event.isTrusted && event.target.name === "advice") form.elements.advice_en.value = "";
    say(form);
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-reason]");
    const form = panel();
    if (!chip || !form) return;
    const { reason, reasonEn, advice, adviceEn, clause, finding } = chip.dataset;
    fill(form, { reason, reason_en: reasonEn, advice, advice_en: adviceEn, clause, finding });
    begun = true;
    if (!finding) return;
    form.scrollIntoView({ block: "nearest" });
    form.querySelector("[name=kind]").focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") panel()?.querySelector("[data-send]").click();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    // What the streamer will see must be seen here first, not lie beneath the send bar.
    if (event.detail.target.matches("[data-preview]")) event.detail.target.scrollIntoView({ block: "nearest" });
    for (const toast of document.querySelectorAll("[data-ends]")) document.getElementById(toast.dataset.ends)?.remove();
    for (const toast of document.querySelectorAll("[data-refill]")) refill(toast);
    for (const toast of document.querySelectorAll("[data-seconds]:not([data-held-running])")) {
      toast.setAttribute("data-held-running", "");
      countdown(toast);
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!event.detail.successful) return;
    if (form.matches("[data-rings]")) window.lcRing?.();
    if (form.matches("[data-closes]")) form.closest("[popover]")?.hidePopover();
    if (form.matches("[data-action-form]")) {
      empty(form);
      window.lcRing?.();
    }
  });
  if (panel()) say(panel());
})();
