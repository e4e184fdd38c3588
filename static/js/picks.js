// Several rows of a list decided at once: all of the page with one key, and how many are picked.
(() => {
  const form = document.querySelector("[data-picks]");
  if (!form) return;
  const all = form.querySelector("[data-pick-all]");
  const count = form.querySelector("[data-pick-count]");
  const picks = () => [...form.elements].filter((one) => one.name === "product");

  function tell() {
    const picked = picks().filter((one) => one.checked).length;
    count.textContent = picked ? `${picked} / ${picks().length}` : "";
    all.checked = picked > 0 && picked === picks().length;
    all.indeterminate = picked > 0 && !all.checked;
    for (const button of form.querySelectorAll("button")) button.disabled = !picked;
  }

  all.addEventListener("change", () => {
    for (const one of picks()) one.checked = all.checked;
    tell();
  });
  document.addEventListener("change", (event) => event.target.form === form && tell());

  // Space or X on a focused row picks it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    const pick = event.target.closest("[data-item]")?.querySelector(".goods-pick");
    if (!pick) return;
    pick.checked = !pick.checked;
    tell();
    event.preventDefault();
  });
  tell();
})();
