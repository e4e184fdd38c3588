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
    const key = event.target.closest("[data-step-up-key]");
    if (key) prove(key);
    const hide = event.target.closest("[data-mask-now]");
    if (hide) mask(hide.closest("[data-unmasked]"));
  });

  // What the key says goes along with the reason; what it does not say, passkey.js puts into words.
  async function prove(button) {
    const form = button.form;
    if (!form.reportValidity()) return;
    button.disabled = true;
    try {
      if (!window.webauthnJSON) await load(button.dataset.stepUpKey);
      const asked = JSON.parse(button.dataset.options);
      form.elements.credential.value = JSON.stringify(await window.webauthnJSON.get(asked.request_options));
      form.requestSubmit();
    } catch (exception) {
      const detail = { tags: ["webauthn"], exception };
      document.dispatchEvent(new CustomEvent("allauth.error", { detail, cancelable: true }));
    } finally {
      button.disabled = false;
    }
  }

  function load(address) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: address, onload: done, onerror: failed });
      document.head.append(script);
    });
  }

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
