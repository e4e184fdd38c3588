// The editor of an entry: Ctrl+Enter stores it, and what is wrong is where the cursor goes.
(() => {
  const form = document.querySelector("form[data-entry]");
  if (!form) return;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const wrong = form.querySelector("[aria-invalid=true]");
  const first = wrong?.matches("fieldset") ? wrong.querySelector("input") : wrong;
  (first || document.querySelector("[data-focus]") || form.querySelector("input:not([type=hidden]):not([readonly])"))?.focus();
})();
