/* Reads messages aloud, for people who read little. The browser's own voice speaks, and only where it has one for the
   language: a wrong voice is worse than none. Its buttons exist only then; without this file nothing is missing. */
(function () {
  "use strict";

  var voices = window.speechSynthesis;
  var log = document.getElementById("log");
  if (!voices || !window.SpeechSynthesisUtterance || !log) return;

  var OTHER_NAMES = { kmr: ["kmr", "ku"], "de-simple": ["de"], sr: ["sr", "hr", "bs"] };
  var now = null; // the button whose message is being read

  function tagOf(voice) { return voice.lang.replace("_", "-").toLowerCase(); }

  function voiceFor(lang) {
    var names = OTHER_NAMES[lang] || [lang.split("-")[0].toLowerCase()];
    return voices.getVoices().find(function (voice) {
      return names.some(function (name) { return tagOf(voice) === name || tagOf(voice).indexOf(name + "-") === 0; });
    });
  }

  // --- what is read: the message, and with the last one the answers below it ---

  function wordsOf(message) {
    var parts = message.querySelectorAll(".msg__text, .msg__sheet, .msg__hint");
    var words = Array.from(parts, function (part) { return part.textContent; });
    var last = Array.from(log.querySelectorAll(".msg:not(.msg--person)")).pop();
    if (message === last) {
      document.querySelectorAll("#now .choice, #now .tick__label").forEach(function (choice) { words.push(choice.textContent); });
    }
    return words.map(function (part) { return part.trim(); }).filter(Boolean).join(". ");
  }

  function quiet() {
    if (!now) return;
    now.setAttribute("aria-pressed", "false");
    now.textContent = log.dataset.read;
    now = null;
  }

  function press(event) {
    var button = event.currentTarget;
    var again = button === now;
    voices.cancel();
    quiet();
    if (again) return;
    var message = button.closest(".msg");
    var said = new window.SpeechSynthesisUtterance(wordsOf(message));
    said.voice = voiceFor(message.querySelector(".msg__text").lang);
    said.lang = said.voice.lang;
    said.rate = 0.9;
    said.onend = said.onerror = function () { if (now === button) quiet(); };
    now = button;
    button.setAttribute("aria-pressed", "true");
    button.textContent = log.dataset.stop;
    voices.speak(said);
  }

  // --- buttons: one for each message of the machine that no recording speaks already ---

  function addTo(message) {
    var text = message.querySelector(".msg__text[lang]");
    if (!text || message.querySelector(".msg__read, .msg__audio") || !voiceFor(text.lang)) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "msg__read";
    button.setAttribute("aria-pressed", "false");
    button.textContent = log.dataset.read;
    button.addEventListener("click", press);
    message.append(button);
  }

  function addToAll() { log.querySelectorAll(".msg:not(.msg--person)").forEach(addTo); }

  addToAll();
  if (voices.addEventListener) voices.addEventListener("voiceschanged", addToAll); // many phones name them late
  new MutationObserver(addToAll).observe(log, { childList: true });
  window.addEventListener("pagehide", function () { voices.cancel(); });
})();
