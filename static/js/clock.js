// Ages and countdowns that move by themselves: <time data-since="…ISO…"> and [data-until].
(() => {
  const english = document.documentElement.lang === "en";
  const two = (number) => String(number).padStart(2, "0");

  function age(seconds) {
    if (seconds < 60) return english ? `${seconds} s` : `${seconds} 秒`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return english ? `${minutes} min` : `${minutes} 分钟`;
    const hours = Math.floor(minutes / 60);
    if (english) return `${hours} h ${two(minutes % 60)} min`;
    return `${hours} 小时 ${two(minutes % 60)} 分`;
  }

  const clock = (seconds) => {
    const hours = Math.floor(seconds / 3600);
    const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
    return hours ? `${hours}:${rest}` : rest;
  };

  function put(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function tick() {
    const skew = Number(document.body.dataset.skew || 0);
    const now = Date.now() + skew;
    for (const element of document.querySelectorAll("time[data-since]")) {
      const seconds = Math.max(0, Math.floor((now - Date.parse(element.dataset.since)) / 1000));
      put(element, element.dataset.form === "clock" ? clock(seconds) : age(seconds));
    }
    for (const bar of document.querySelectorAll("progress[data-to]")) {
      const [from, to] = [Date.parse(bar.dataset.from), Date.parse(bar.dataset.to)];
      if (to > from) bar.value = Math.max(0, Math.min(100, (100 * (to - now)) / (to - from)));
    }
    for (const element of document.querySelectorAll("time[data-until]")) {
      const seconds = Math.max(0, Math.ceil((Date.parse(element.dataset.until) - now) / 1000));
      put(element, clock(seconds));
      if (!seconds && !element.dataset.over) {
        element.dataset.over = "1";
        element.dispatchEvent(new CustomEvent("lc:over", { bubbles: true }));
      }
    }
  }

  // What a key opened is gone on with by the keyboard.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".act[open]")) event.target.querySelector("form :is(input:not([type=hidden]), select, button)").focus();
  }, true);

  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSettle", tick);
  document.addEventListener("lc:tick", tick);
  tick();
})();
