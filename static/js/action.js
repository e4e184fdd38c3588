// The action panel: reasons by template, and ten seconds to undo; findings that are none.
(() => {
  const SECOND = 1000;

  function preview(form) {
    const data = new FormData(form);
    const kind = form.querySelector(`[name=kind]:checked`);
    const minutes = form.querySelector("[data-minutes]");
    if (minutes) minutes.hidden = !kind || kind.value !== "limit_traffic";
    const send = form.querySelector("[data-send]");
    send.disabled = !kind || !data.get("clause") || !String(data.get("reason")).trim();
    send.classList.toggle("button--danger", Boolean(kind) && kind.value === "suspend");
    send.classList.toggle("button--primary", !kind || kind.value !== "suspend");
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
    // Words of one's own are not what the ready English says.
    if (event.isTrusted && event.target.name === "reason") form.elements.reason_en.value = "";
    if (event.isTrusted && event.target.name === "advice") form.elements.advice_en.value = "";
    preview(form);
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-reason]");
    const form = document.querySelector("[data-action-form]");
    if (!chip || !form) return;
    form.elements.reason.value = chip.dataset.reason;
    form.elements.reason_en.value = chip.dataset.reasonEn;
    form.elements.advice.value = chip.dataset.advice;
    form.elements.advice_en.value = chip.dataset.adviceEn;
    if (chip.dataset.finding) {
      form.elements.finding.value = chip.dataset.finding;
      form.elements.clause.value = chip.dataset.clause;
      form.scrollIntoView({ block: "nearest" });
      form.querySelector("[name=kind]").focus({ preventScroll: true });
    }
    form.elements.reason.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("keydown", (event) => {
    const form = document.querySelector("[data-action-form]");
    if (event.ctrlKey && event.key === "Enter" && form) form.querySelector("[data-send]").click();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    // What the streamer will see must be seen here first, not lie beneath the send bar.
    if (event.detail.target.matches("[data-preview]")) event.detail.target.scrollIntoView({ block: "nearest" });
    for (const toast of document.querySelectorAll("[data-ends]")) document.getElementById(toast.dataset.ends)?.remove();
    for (const toast of document.querySelectorAll("[data-seconds]:not([data-held-running])")) {
      toast.setAttribute("data-held-running", "");
      countdown(toast);
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (form.matches("[data-rings]") && event.detail.successful) window.lcRing?.();
    if (form.matches("[data-closes]") && event.detail.successful) form.closest("[popover]")?.hidePopover();
    if (form.matches("[data-action-form]") && event.detail.successful) {
      form.reset();
      form.elements.reason.dispatchEvent(new Event("input", { bubbles: true }));
      window.lcRing?.();
    }
  });
  for (const form of document.querySelectorAll("[data-action-form]")) preview(form);
})();
