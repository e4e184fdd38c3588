// Work for a form against floods: find the number whose SHA-256 with the salt is the target.
// Begun when somebody starts to write, so that it is done long before he has finished.
const form = document.querySelector("form[data-proof]");
const place = form?.querySelector("[data-proof-number]");
const status = form?.querySelector("[data-proof-status]");
const SLICE_MS = 12;

const ROUNDS = new Uint32Array(64);
const START = new Uint32Array(8);
{
  let found = 0;
  const part = (root) => ((root - Math.floor(root)) * 0x100000000) >>> 0;
  for (let n = 2; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = part(Math.sqrt(n));
    ROUNDS[found++] = part(Math.cbrt(n));
  }
}

/** SHA-256 of an ASCII text shorter than 56 bytes, in hexadecimal. */
const words = new Uint32Array(64);
function digest(text) {
  words.fill(0);
  for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
  words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
  words[15] = text.length * 8;
  for (let i = 16; i < 64; i++) {
    const a = words[i - 15], b = words[i - 2];
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    words[i] = words[i - 16] + s0 + words[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  return [a, b, c, d, e, f, g, h]
    .map((one, i) => ((one + START[i]) >>> 0).toString(16).padStart(8, "0")).join("");
}

const pause = () => new Promise((go) => setTimeout(go));

async function solve(salt, target, most) {
  let until = performance.now() + SLICE_MS;
  for (let n = 0; n < most; n++) {
    if (digest(salt + n) === target) return String(n);
    if (n % 64 === 0 && performance.now() > until) {
      await pause();
      until = performance.now() + SLICE_MS;
    }
  }
  return "";
}

let work;
function begin() {
  work ??= solve(form.elements.salt.value, form.elements.target.value, Number(place.dataset.most))
    .then((n) => { place.value = n; });
  return work;
}

if (form) {
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", async (event) => {
    if (place.value) return;
    event.preventDefault();
    status.textContent = status.dataset.working;
    await begin();
    form.submit();
  });
}
