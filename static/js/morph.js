// Make what stands on the page equal to what the server sent, touching only what differs, so
// that focus, hover, scroll and open menus survive. Children with an id are matched by it.
// hx-swap="morph" uses it; under a pointer or a focus, [data-hold] keeps its order.
(() => {
  const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (!isElement(a) || a.id === b.id);

  function attributes(from, to) {
    for (const { name } of [...from.attributes]) {
      if (!to.hasAttribute(name) && !name.startsWith("data-held-")) from.removeAttribute(name);
    }
    for (const { name, value } of to.attributes) {
      if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
  }

  function morph(from, to) {
    if (!isElement(from)) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    if (from.hasAttribute("data-keep") || from.isEqualNode(to)) return;
    const before = from.hasAttribute("data-flash") ? from.textContent.trim() : null;
    const moves = ticks(from, to);
    attributes(from, to);
    if (!moves) children(from, to);
    if (before !== null && before !== from.textContent.trim()) flash(from);
  }

  // An age or countdown that goes on: the page's own clock has its text (clock.js).
  function ticks(from, to) {
    return from.nodeName === "TIME" && ["since", "until"].some((name) => from.dataset[name] && from.dataset[name] === to.dataset[name]);
  }

  function flash(element) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    element.animate([{ opacity: 0.25 }, { opacity: 1 }], { duration: 500, easing: "ease-out" });
  }

  function held(element) {
    const inside = document.activeElement && document.activeElement !== element && element.contains(document.activeElement);
    return element.hasAttribute("data-hold") && (element.matches(":hover") || inside);
  }

  function children(from, to) {
    const byId = new Map([...from.children].filter((child) => child.id).map((child) => [child.id, child]));
    if (held(from)) {
      keepOrder(from, to, byId);
      return;
    }
    let at = from.firstChild;
    for (const wanted of [...to.childNodes]) {
      const known = isElement(wanted) && wanted.id ? byId.get(wanted.id) : null;
      if (known) {
        if (known !== at) from.insertBefore(known, at);
        else at = at.nextSibling;
        morph(known, wanted);
      } else if (at && alike(at, wanted) && !(isElement(at) && at.id)) {
        morph(at, wanted);
        at = at.nextSibling;
      } else {
        from.insertBefore(wanted, at);
      }
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  function keepOrder(from, to, byId) {
    const wanted = new Map([...to.children].map((child) => [child.id, child]));
    for (const [id, child] of byId) {
      if (wanted.has(id)) morph(child, wanted.get(id));
      else child.remove();
    }
    for (const [id, child] of wanted) {
      if (!byId.has(id)) from.append(child);
    }
  }

  window.lcMorph = { children, morph };

  htmx.defineExtension("morph", {
    isInlineSwap: () => false,
    handleSwap(style, target, fragment) {
      if (style !== "morph") return false;
      const opens = document.querySelector("details[open][data-menu]");
      children(target, fragment);
      if (opens) opens.open = true;
      return [target];
    },
  });
})();
