// The action panel: what the streamer will see, reasons by template, and ten seconds to undo.
(() => {
  const SECOND = 1000;

  function preview(form) {
    const data = new FormData(form);
    const kind = form.querySelector(`[name=kind]:checked`);
    const clause = form.elements.clause.selectedOptions[0];
    const show = (name, text) => {
      const place = form.querySelector(`[data-preview=${name}]`);
      if (place) place.textContent = text || "";
    };
    show("kind", kind ? kind.dataset.label : "");
    show("reason", data.get("reason"));
    show("advice", data.get("advice"));
    show("clause", clause && clause.value ? clause.dataset.citation : "");
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
    if (form) preview(form);
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-reason]");
    if (!chip) return;
    const form = chip.closest("form");
    form.elements.reason.value = chip.dataset.reason;
    form.elements.advice.value = chip.dataset.advice || form.elements.advice.value;
    preview(form);
  });
  document.addEventListener("keydown", (event) => {
    const form = document.querySelector("[data-action-form]");
    if (event.ctrlKey && event.key === "Enter" && form) form.querySelector("[data-send]").click();
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const toast of document.querySelectorAll("[data-seconds]:not([data-held-running])")) {
      toast.setAttribute("data-held-running", "");
      countdown(toast);
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("[data-action-form]");
    if (form && event.detail.successful) {
      form.reset();
      preview(form);
      window.lcRing?.();
    }
  });
  for (const form of document.querySelectorAll("[data-action-form]")) preview(form);
})();
