// Ready words: [data-phrase] puts its text into the form it stands in, after what was typed.
(() => {
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-phrase]");
    if (!chosen) return;
    const form = chosen.closest("form");
    const { text, outcome } = form.elements;
    const typed = text.value.trim();
    const isReady = [...form.querySelectorAll("[data-phrase]")].some((one) => one.dataset.phrase === typed);
    text.value = typed && !isReady ? `${typed}\n${chosen.dataset.phrase}` : chosen.dataset.phrase;
    if (outcome && chosen.dataset.outcome) outcome.value = chosen.dataset.outcome;
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  });

  // On a phone the bar leads to a form further down, and opens it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-deed]");
    const deed = link && document.querySelector(link.hash);
    if (!deed) return;
    event.preventDefault();
    deed.open = true;
    deed.scrollIntoView({ block: "start" });
  });

  // Seconds that the server counted: a computer whose clock is wrong counts down the same.
  for (const element of document.querySelectorAll("time[data-left]")) {
    element.dataset.until = new Date(Date.now() + Number(element.dataset.left) * 1000).toISOString();
  }
  document.dispatchEvent(new CustomEvent("lc:tick"));

  // What waited to be sent is sent: its page is shown anew, unless something is being written there.
  document.addEventListener("lc:over", (event) => {
    if (!event.target.matches("[data-held]")) return;
    const isWriting = [...document.querySelectorAll(".deed[open] textarea")].some((one) => one.value.trim());
    if (!isWriting) setTimeout(() => location.replace(location.pathname), 700);
  });

  // What a key opened is gone on with by the keyboard.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches(".deed[open]")) return;
    for (const other of document.querySelectorAll(".deed[open]")) if (other !== event.target) other.open = false;
    const group = event.target.closest(".deeds__group");
    if (group) group.open = true;
    event.target.querySelector("form :is(input:not([type=hidden]), textarea, select, button)").focus();
  }, true);
})();
