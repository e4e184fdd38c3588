// When a security key gives nothing (taken away, cancelled, not of this site) the page says so.
(() => {
  document.addEventListener("allauth.error", (event) => {
    const { tags = [] } = event.detail || {};
    const words = document.getElementById("key-refused");
    if (!tags.includes("webauthn") || !words) return;
    event.preventDefault(); // else it is written to the console only
    const note = document.querySelector("[data-key-refused]") || words.content.firstElementChild.cloneNode(true);
    words.before(note);
    note.focus();
  });
})();
