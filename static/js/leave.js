// A page that is being left breaks off what it asked; htmx would call that an error on the console.
(() => {
  const CANCELLED = 4000; // whoever stays after all hears of errors again
  let left = false;
  addEventListener("pagehide", () => {
    left = true;
  });
  addEventListener("beforeunload", () => {
    left = true;
    setTimeout(() => {
      left = false;
    }, CANCELLED);
  });
  addEventListener("pageshow", () => {
    left = false;
  });
  window.htmx.logger = (_element, _name, detail) => {
    if (left) delete detail.error;
  };
})();
