// Charts whose series stand in the page: one of uPlot for each element with data-plot. Drawn again
// in another theme; the same numbers stand beside it as a table.
(() => {
  if (!window.uPlot) return;
  const HEIGHT = 220;
  const day = new Intl.DateTimeFormat("en-GB", { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
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

  // What is marked: from when to when the figure stood out.
  function band(told) {
    return (plot) => {
      if (!told.mark) return;
      const [from, to] = told.mark.map((at) => plot.valToPos(at, "x", true));
      const { ctx, bbox } = plot;
      ctx.save();
      ctx.fillStyle = `${colour("--chart-3")}26`;
      ctx.fillRect(from, bbox.top, Math.max(3, to - from), bbox.height);
      ctx.restore();
    };
  }

  function options(told, width) {
    const numbers = { space: 28, values: (_plot, all) => all.map((one) => (told.percent ? `${one}%` : short.format(one))) };
    const long = told.at.length > 1 && told.at.at(-1) - told.at[0] > 86400;
    const hasSecond = told.lines.some((line) => line.axis === "z");
    return {
      width,
      height: HEIGHT,
      padding: [8, hasSecond ? 0 : 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        y: { range: (_plot, _low, high) => [0, told.percent ? 100 : Math.max(10, (high ?? 0) * 1.15)] },
        z: { range: (_plot, _low, high) => [0, Math.max(10, (high ?? 0) * 1.15)] },
      },
      axes: [
        axis("x", 2, 22, { space: long ? 90 : 56, values: (_plot, all) => all.map((one) => (long ? day : clock).format(one * 1000)) }),
        axis("y", 3, 44, numbers),
        ...(hasSecond ? [axis("z", 1, 44, numbers)] : []),
      ],
      series: [
        {},
        ...told.lines.map((line) => ({
          scale: line.axis,
          stroke: colour(line.colour),
          fill: line.axis === "y" && !told.percent ? `${colour(line.colour)}14` : undefined,
          width: 2,
          spanGaps: true,
          points: { show: true, size: 5, fill: colour(line.colour) },
        })),
      ],
      hooks: { drawClear: [band(told)] },
    };
  }

  for (const box of document.querySelectorAll("[data-plot]")) {
    const told = JSON.parse(box.dataset.plot);
    let plot = null;
    const draw = () => {
      plot?.destroy();
      plot = box.clientWidth ? new uPlot(options(told, box.clientWidth), [told.at, ...told.lines.map((line) => line.values)], box) : null;
    };
    draw();
    new ResizeObserver(() => {
      if (!plot) draw();
      else if (box.clientWidth && box.clientWidth !== plot.width) plot.setSize({ width: box.clientWidth, height: HEIGHT });
    }).observe(box);
    new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  }
})();
