// Boxes over a picture, or each page of a document: dragged with a pointer, or drawn with the keyboard; a click takes one away.
// What is sent is their list in ten-thousandths of the picture's sides; the server draws them.
(() => {
  const PARTS = 10000, LEAST = 40, STEP = 200;
  for (const place of document.querySelectorAll("[data-mask]")) {
    const field = document.getElementById(place.dataset.mask);
    const count = document.querySelector("[data-mask-count]");
    const canvas = document.createElement("canvas");
    canvas.className = "mask__boxes";
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", place.querySelector("img").alt);
    place.append(canvas);
    let boxes = field.value.split(" ").filter(Boolean).map((one) => one.split(",").map(Number));
    let begun = null, now = null;

    const draw = () => {
      const image = place.querySelector("img");
      canvas.width = image.clientWidth;
      canvas.height = image.clientHeight;
      const pen = canvas.getContext("2d");
      const paint = ([left, top, right, bottom]) => pen.fillRect(
        (left * canvas.width) / PARTS, (top * canvas.height) / PARTS,
        ((right - left) * canvas.width) / PARTS, ((bottom - top) * canvas.height) / PARTS);
      pen.fillStyle = "#000";
      boxes.forEach(paint);
      if (now) { pen.globalAlpha = 0.6; paint(now); pen.globalAlpha = 1; }
      field.value = boxes.map((one) => one.join(",")).join(" ");
      if (count) {
        const all = [...document.querySelectorAll("[data-mask]")]
          .flatMap((one) => document.getElementById(one.dataset.mask).value.split(" ").filter(Boolean));
        count.hidden = !all.length;
        count.querySelector("b").textContent = all.length;
      }
    };
    const at = (event) => {
      const edge = canvas.getBoundingClientRect();
      const part = (value, whole) => Math.min(PARTS, Math.max(0, Math.round((value / whole) * PARTS)));
      return [part(event.clientX - edge.left, edge.width), part(event.clientY - edge.top, edge.height)];
    };
    const box = ([a, b], [c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
    const holds = ([left, top, right, bottom], [x, y]) => left <= x && x <= right && top <= y && y <= bottom;

    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      begun = at(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (begun) { now = box(begun, at(event)); draw(); }
    });
    canvas.addEventListener("pointerup", (event) => {
      if (!begun) return;
      const made = box(begun, at(event));
      if (made[2] - made[0] >= LEAST && made[3] - made[1] >= LEAST) {
        if (boxes.length < 40) boxes.push(made);
      } else {
        const hit = boxes.findLastIndex((one) => holds(one, begun));
        if (hit >= 0) boxes.splice(hit, 1);
      }
      begun = now = null;
      draw();
    });
    canvas.addEventListener("pointercancel", () => { begun = now = null; draw(); });
    // Enter puts a box in the middle, arrows move the last one, with Shift they stretch it.
    canvas.addEventListener("keydown", (event) => {
      const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
      if (event.key === "Enter") boxes.push([4000, 4000, 6000, 6000]);
      else if (event.key === "Delete") boxes.pop();
      else if (moves[event.key] && boxes.length) {
        const [x, y] = moves[event.key], last = boxes[boxes.length - 1];
        const moved = event.shiftKey
          ? [last[0], last[1], last[2] + x, last[3] + y]
          : [last[0] + x, last[1] + y, last[2] + x, last[3] + y];
        if (moved[0] >= 0 && moved[1] >= 0 && moved[2] <= PARTS && moved[3] <= PARTS
          && moved[0] < moved[2] && moved[1] < moved[3]) boxes[boxes.length - 1] = moved;
      } else return;
      event.preventDefault();
      draw();
    });
    const image = place.querySelector("img");
    image.addEventListener("load", draw);
    window.addEventListener("resize", draw);
    if (image.complete) draw();
  }
})();
