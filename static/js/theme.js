// Light, dark or as the system says; before the first paint. The console remembers in a cookie for
// a year; a public page (data-no-cookie) sets none and remembers in the browser's own storage.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isPublic = "noCookie" in root.dataset;
  const ofCookie = () => (document.cookie.match(/(?:^|; )lc_theme=(light|dark)/) || [])[1] || "";

  // null: nothing was ever chosen on a public page; "": as the system says
  function ofStorage() {
    try {
      return localStorage.getItem("lc_theme");
    } catch {
      return null; // storage is shut: as the system says
    }
  }

  function remembered() {
    const kept = isPublic ? ofStorage() : null;
    const choice = kept === null ? ofCookie() : kept;
    return choice === "light" || choice === "dark" ? choice : "";
  }

  function apply(choice) {
    root.dataset.theme = choice;
    root.dataset.bsTheme = choice || (system.matches ? "dark" : "light");
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  }

  function remember(choice) {
    if (!isPublic) {
      document.cookie = `lc_theme=${choice}; path=/; max-age=${choice ? 31536000 : 0}; samesite=lax`;
      return;
    }
    try {
      localStorage.setItem("lc_theme", choice);
    } catch {
      // storage is shut: for this page only
    }
  }

  apply(remembered());
  system.addEventListener("change", () => apply(root.dataset.theme));
  document.addEventListener("DOMContentLoaded", () => apply(root.dataset.theme));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset.themeChoice;
    remember(choice);
    apply(choice);
  });
})();
