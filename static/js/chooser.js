// A list that is found by typing: [data-chooser] holds a hidden input with the value, a combobox
// and a listbox. Every word must be in an option's words; a number is that of an article.
(() => {
  const NUMBER = /^第?(\d+)条?$/;

  function chooser(root) {
    const value = root.querySelector("input[type=hidden]");
    const find = root.querySelector("[role=combobox]");
    const panel = root.querySelector(".chooser__panel");
    const list = root.querySelector("[role=listbox]");
    const none = root.querySelector(".chooser__none");
    const options = [...list.children];
    const shown = () => [...list.children].filter((option) => !option.hidden);
    let active = null;

    const chosen = () => options.find((option) => option.dataset.value === value.value);
    const label = (option) => (option ? option.querySelector(".chooser__label").textContent : "");

    function say() {
      find.value = label(chosen());
      find.title = chosen()?.querySelector(".chooser__gist").textContent || "";
      for (const option of options) option.setAttribute("aria-selected", String(option === chosen()));
    }

    function point(option) {
      active?.classList.remove("is-active");
      active = option || null;
      active?.classList.add("is-active");
      active?.scrollIntoView({ block: "nearest" });
      if (active) find.setAttribute("aria-activedescendant", active.id);
      else find.removeAttribute("aria-activedescendant");
    }

    // What was found in the room stands first, as it is now.
    function order() {
      const now = (document.querySelector("[data-near]")?.dataset.near || "").split(" ").filter(Boolean);
      for (const option of options) option.classList.toggle("is-near", now.includes(option.dataset.value));
      const rank = (option) => {
        const near = now.indexOf(option.dataset.value);
        return near < 0 ? now.length + Number(option.dataset.place) : near;
      };
      list.append(...options.sort((one, other) => rank(one) - rank(other)));
    }

    function fits(option, words) {
      return words.every((word) => {
        const number = word.match(NUMBER);
        return number ? option.dataset.article === number[1] : option.dataset.words.includes(word);
      });
    }

    function filter(text) {
      const words = text.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
      for (const option of options) option.hidden = !fits(option, words);
      none.hidden = shown().length > 0;
      point(words.length ? shown()[0] : chosen());
    }

    function open(text = "") {
      if (panel.hidden) order();
      panel.hidden = false;
      find.setAttribute("aria-expanded", "true");
      filter(text);
      if (!active) list.scrollTop = 0;
    }

    function close() {
      panel.hidden = true;
      find.setAttribute("aria-expanded", "false");
      point(null);
      say();
    }

    function choose(option) {
      value.value = option.dataset.value;
      close();
      find.select(); // the next word replaces it
      value.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function move(step) {
      if (panel.hidden) {
        open();
        if (active) return;
      }
      const all = shown();
      const at = all.indexOf(active);
      point(all[Math.min(all.length - 1, Math.max(0, at + step))]);
    }

    find.addEventListener("input", (event) => {
      event.stopPropagation(); // what is typed here is no word of the form
      open(find.value);
    });
    find.addEventListener("focus", () => find.select());
    find.addEventListener("click", () => panel.hidden && open());
    find.addEventListener("blur", close);
    find.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey) return;
      const isOpen = !panel.hidden;
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Enter") isOpen && active && choose(active);
      else if (event.key === "Escape" && isOpen) close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
    value.addEventListener("change", say);
    say();
  }

  // Those of the page, and of what htmx or a script puts into it.
  function ready(within) {
    for (const root of within.querySelectorAll("[data-chooser]:not([data-ready])")) {
      root.setAttribute("data-ready", "");
      chooser(root);
    }
  }
  document.addEventListener("htmx:load", (event) => ready(event.target));
  window.lcChoosers = ready;
  ready(document);
})();
