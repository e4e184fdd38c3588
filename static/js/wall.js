// The live wall: cards or dense rows (remembered), and a soft sound for what is new (off at first).
(() => {
  const YEAR = 31536000;
  const remember = (name, value) => {
    document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
  };
  let sound = false;
  let audio = null;
  let known = null;
  let chosen = null;

  function density(choice) {
    chosen = choice;
    remember("lc_density", choice);
    for (const button of document.querySelectorAll("[data-density-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.densityChoice === choice));
    }
    const wall = document.getElementById("rooms");
    if (wall) wall.classList.toggle("wall--dense", choice === "dense");
  }

  function beep() {
    audio = audio || new AudioContext();
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = 740;
    gain.gain.setValueAtTime(0.0001, audio.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.5);
    tone.connect(gain).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.55);
  }

  function listen() {
    const now = new Set([...document.querySelectorAll("[data-urgent]")].map((card) => card.id));
    if (sound && known && [...now].some((id) => !known.has(id))) beep();
    known = now;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-density-choice]");
    if (button) density(button.dataset.densityChoice);
    const toggle = event.target.closest("[data-density-toggle]");
    if (toggle) density(document.getElementById("rooms").classList.contains("wall--dense") ? "cards" : "dense");
    const speaker = event.target.closest("[data-sound]");
    if (speaker) {
      sound = !sound;
      speaker.setAttribute("aria-pressed", String(sound));
      if (sound) beep();
    }
  });
  // A state that was chosen holds at once: what was asked for before is shown no more.
  const state = () => document.getElementById("wall-state");
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".state[data-state]");
    if (link && state()) state().value = link.dataset.state;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "wall" || !state() || event.detail.xhr.status >= 400) return;
    const asked = new URL(event.detail.xhr.responseURL).searchParams.get("state") || "";
    if (asked !== state().value) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSettle", listen);
  // An answer that was under way when the choice was made still carries the old one.
  document.addEventListener("htmx:afterSwap", () => chosen && density(chosen));
  listen();
})();
