// The last half hour of a room as two charts over one time. Asks on every bell, but not while it
// cannot be seen; new figures move the lines, nothing is drawn anew except in another theme.
(() => {
  const box = document.getElementById("trend");
  if (!box || !window.uPlot) return;
  const find = (name) => box.querySelector(`[data-${name}]`);
  const HEIGHTS = { viewers: 112, orders: 92 };
  const COLOURS = { viewers: "--chart-1", orders: "--chart-2", risk: "--chart-3" };
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  const exact = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "Asia/Shanghai" });
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat("en");
  const plots = {};
  let told = null;
  let seen = false; // on the screen
  let missed = true; // a bell rang meanwhile
  let busy = false;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  // The value under the pointer; without one, the last that was told.
  function say(place) {
    for (const name of Object.keys(COLOURS)) {
      const line = told[name];
      let at = place ?? line.length - 1;
      while (at > 0 && line[at] === null && (place === null || line.length - at < 60)) at -= 1;
      const value = line[at];
      write(box.querySelector(`[data-value=${name}]`), value === null || value === undefined ? "—" : whole.format(value));
    }
    write(find("moment"), place === null ? "" : exact.format(told.at[place] * 1000));
  }

  function axis(scale, side, size, more) {
    return {
      scale, side, size,
      stroke: colour("--muted"),
      font: `11px ${colour("--font")}`,
      gap: 3,
      ticks: { show: false },
      grid: { show: side === 3, stroke: colour("--line"), width: 1 },
      ...more,
    };
  }

  function options(name, width) {
    const numbers = { space: 26, values: (_plot, all) => all.map((one) => short.format(one)) };
    const line = { width: 2, spanGaps: true, points: { show: false } };
    return {
      width,
      height: HEIGHTS[name],
      padding: [6, 0, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: "trend" } },
      scales: {
        y: { range: (_plot, low, high) => span(low, high) },
        risk: { range: [0, 100] },
      },
      axes: [
        axis("x", 2, 20, { space: 52, values: (_plot, all) => all.map((one) => clock.format(one * 1000)) }),
        axis("y", 3, 38, numbers),
        axis("risk", 1, 28, { splits: () => [0, 50, 100] }),
      ],
      series: [
        {},
        { ...line, scale: "y", stroke: colour(COLOURS[name]), fill: `${colour(COLOURS[name])}1f` },
        { ...line, width: 1.5, scale: "risk", stroke: colour(COLOURS.risk), dash: [5, 4] },
      ],
      hooks: { setCursor: [(plot) => told && say(plot.cursor.idx ?? null)] },
    };
  }

  // Whole numbers with room above; never a flat line on the frame.
  function span(low, high) {
    if (low === null || high === null) return [0, 10];
    const room = Math.max(4, (high - low) * 0.15);
    return [Math.max(0, Math.floor(low - room)), Math.ceil(high + room)];
  }

  function draw() {
    for (const name of Object.keys(HEIGHTS)) {
      const place = box.querySelector(`[data-plot=${name}]`);
      const lines = [told.at, told[name], told.risk];
      if (plots[name]) plots[name].setData(lines);
      else if (place.clientWidth) plots[name] = new uPlot(options(name, place.clientWidth), lines, place);
    }
  }

  function again() {
    for (const name of Object.keys(plots)) {
      plots[name].destroy();
      delete plots[name];
    }
    if (told) draw();
  }

  function table() {
    const body = find("rows");
    const rows = told.rows.map((cells) => {
      const row = document.createElement("tr");
      row.append(...cells.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
      return row;
    });
    body.replaceChildren(...rows);
  }

  function show() {
    const empty = !told.viewers.some((one) => one !== null) && !told.orders.some((one) => one !== null);
    find("empty").hidden = !empty;
    find("shown").hidden = empty;
    if (told.title) write(find("title"), told.title);
    if (empty) return;
    draw();
    table();
    say(plots.viewers?.cursor.idx ?? null);
  }

  async function ask() {
    if (!seen || document.hidden || busy) {
      missed = true;
      return;
    }
    busy = true;
    missed = false;
    try {
      const answer = await fetch(box.dataset.url, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      told = await answer.json();
      show();
    } catch {
      // the next bell or poll asks again
    } finally {
      busy = false;
    }
  }

  box.addEventListener("lc:refresh", ask);
  document.addEventListener("visibilitychange", () => missed && ask());
  new IntersectionObserver(([entry]) => {
    seen = entry.isIntersecting;
    if (seen && missed) ask();
  }).observe(box);
  new ResizeObserver(() => {
    for (const [name, plot] of Object.entries(plots)) {
      const width = plot.root.parentElement.clientWidth;
      if (width && width !== plot.width) plot.setSize({ width, height: HEIGHTS[name] });
    }
  }).observe(box);
  new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
