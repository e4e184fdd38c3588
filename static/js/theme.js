// Light, dark or as the system says; before the first paint, remembered for a year.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => (document.cookie.match(/(?:^|; )lc_theme=(light|dark)/) || [])[1] || "";

  function apply() {
    const choice = remembered();
    root.dataset.theme = choice;
    root.dataset.bsTheme = choice || (system.matches ? "dark" : "light");
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  }

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset.themeChoice;
    document.cookie = `lc_theme=${choice}; path=/; max-age=${choice ? 31536000 : 0}; samesite=lax`;
    apply();
  });
})();
