// Reads a page's text aloud with the browser's own Vietnamese voice, block by block, marking what is being read.
(function () {
  "use strict";
  var bar = document.querySelector("[data-nghe-bar]"), root = document.querySelector("[data-nghe]"), speech = window.speechSynthesis;
  if (!bar || !root || !speech || !window.SpeechSynthesisUtterance) return;
  var button = bar.querySelector("button"), status = bar.querySelector("span"), label = button.textContent;
  var blocks = [], at = -1;
  function voice() {
    return speech.getVoices().filter(function (v) { return /^vi\b|^vi[-_]/i.test(v.lang); })[0];
  }
  function stop() {
    mark(false);
    at = -1;
    speech.cancel();
    button.textContent = label;
  }
  function mark(on) {
    if (blocks[at]) blocks[at].classList.toggle("reading", on);
  }
  function next() {
    mark(false);
    at += 1;
    if (at >= blocks.length) { stop(); return; }
    mark(true);
    blocks[at].scrollIntoView({ block: "nearest" });
    var said = new SpeechSynthesisUtterance(blocks[at].textContent.replace(/\s+/g, " ").trim());
    said.lang = "vi-VN";
    if (voice()) said.voice = voice();
    said.rate = 0.95;
    said.onend = function () { if (at >= 0) next(); };
    said.onerror = stop;
    speech.speak(said);
  }
  button.addEventListener("click", function () {
    if (at >= 0) { stop(); return; }
    if (speech.getVoices().length && !voice()) { status.textContent = bar.dataset.none; return; }
    blocks = Array.prototype.filter.call(root.querySelectorAll("h1,h2,h3,p,li,legend,label span,td"), function (one) {
      return !one.hasAttribute("data-nghe-bar") && !one.querySelector("p,li") && one.textContent.trim();
    });
    button.textContent = bar.dataset.stop;
    next();
  });
  window.addEventListener("pagehide", stop);
  bar.hidden = false;
}());
