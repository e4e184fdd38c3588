// Step-up. A refused request of htmx opens a dialog that asks who one is and why; then the same
// element asks again, so that nothing typed is lost. A sent form goes on by itself. What was
// unmasked is masked again after a moment.
(() => {
  const dialog = document.getElementById("step-up");
  let waiting = null;

  document.addEventListener(
    "htmx:beforeSwap",
    (event) => {
      const { xhr, requestConfig } = event.detail;
      const address = xhr.getResponseHeader("LC-Step-Up");
      if (!address || !dialog) return;
      event.detail.shouldSwap = false;
      event.detail.isError = false;
      event.stopImmediatePropagation();
      const { verb, path, elt } = requestConfig;
      waiting = { verb, path, elt };
      window.htmx.ajax("GET", address, { target: dialog, swap: "innerHTML" }).then(() => {
        if (!dialog.open) dialog.showModal();
      });
    },
    true,
  );
  document.addEventListener("lc:stepped-up", () => {
    dialog?.close();
    const { verb, path, elt } = waiting || {};
    waiting = null;
    if (elt?.isConnected) window.htmx.ajax(verb, path, { source: elt });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-step-up-close]")) dialog.close();
    const hide = event.target.closest("[data-mask-now]");
    if (hide) mask(hide.closest("[data-unmasked]"));
  });

  function mask(shown) {
    if (!shown?.isConnected) return;
    shown.querySelector("[data-value]").textContent = shown.dataset.unmasked;
    shown.querySelector("[data-mask-now]")?.remove();
  }
  document.addEventListener("htmx:load", (event) => {
    const found = event.detail.elt;
    const shown = found.matches?.("[data-unmasked]") ? found : found.querySelector?.("[data-unmasked]");
    if (shown) setTimeout(() => mask(shown), Number(shown.dataset.seconds) * 1000);
  });

  const form = document.querySelector("[data-go-on]");
  if (form) form.requestSubmit();
})();
