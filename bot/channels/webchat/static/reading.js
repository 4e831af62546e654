/* Reads messages aloud, for people who read little. Where somebody has recorded the message, the recording is played;
   then, and where there is none, the browser's own voice speaks, and only where it has one for the language: a wrong voice
   is worse than none. Buttons exist only where one of both can be heard; without this file a recording has the browser's own. */
(function () {
  "use strict";

  var log = document.getElementById("log");
  var voices = window.SpeechSynthesisUtterance ? window.speechSynthesis : null;
  if (!log) return;

  var OTHER_NAMES = { kmr: ["kmr", "ku"], "de-simple": ["de"], sr: ["sr", "hr", "bs"] };
  var now = null; // the button whose message is being read

  function tagOf(voice) { return voice.lang.replace("_", "-").toLowerCase(); }

  function voiceFor(lang) {
    var names = OTHER_NAMES[lang] || [lang.split("-")[0].toLowerCase()];
    return voices && voices.getVoices().find(function (voice) {
      return names.some(function (name) { return tagOf(voice) === name || tagOf(voice).indexOf(name + "-") === 0; });
    });
  }

  function soundOf(message) { return message.querySelector(".msg__audio"); }

  // --- what is read: the message, and with the last one the answers below it ---

  function textsOf(parts) {
    return Array.from(parts, function (part) { return part.textContent.trim(); }).filter(Boolean);
  }

  function wordsOf(message) { return textsOf(message.querySelectorAll(".msg__text, .msg__sheet, .msg__hint")); }

  function answersOf(message) {
    var last = Array.from(log.querySelectorAll(".msg:not(.msg--person)")).pop();
    return message === last ? textsOf(document.querySelectorAll("#now .choice, #now .tick__label")) : [];
  }

  function quiet() {
    if (voices) voices.cancel();
    if (!now) return;
    var button = now;
    now = null; // first: pausing a recording ends its play() with an error that is none
    var sound = soundOf(button.closest(".msg"));
    if (sound) sound.pause();
    button.setAttribute("aria-pressed", "false");
    button.textContent = log.dataset.read;
  }

  function speak(button, words) {
    var voice = voiceFor(button.closest(".msg").querySelector(".msg__text").lang);
    if (!voice || !words.length) return quiet();
    var said = new window.SpeechSynthesisUtterance(words.join(". "));
    said.voice = voice;
    said.lang = voice.lang;
    said.rate = 0.9;
    said.onend = said.onerror = function () { if (now === button) quiet(); };
    voices.speak(said);
  }

  function play(button, message, sound) {
    sound.onended = function () { if (now === button) speak(button, answersOf(message)); };
    sound.currentTime = 0;
    sound.play().catch(function () {
      if (now !== button) return;
      if (voiceFor(message.querySelector(".msg__text").lang)) return speak(button, wordsOf(message).concat(answersOf(message)));
      sound.hidden = false; // the browser's own player says what is wrong
      quiet();
    });
  }

  function press(event) {
    var button = event.currentTarget;
    var again = button === now;
    quiet();
    if (again) return;
    var message = button.closest(".msg");
    var sound = soundOf(message);
    now = button;
    button.setAttribute("aria-pressed", "true");
    button.textContent = log.dataset.stop;
    if (sound) play(button, message, sound);
    else speak(button, wordsOf(message).concat(answersOf(message)));
  }

  // --- buttons: one for each message of the machine that can be heard ---

  function addTo(message) {
    var text = message.querySelector(".msg__text[lang]");
    var sound = soundOf(message);
    if (!text || message.querySelector(".msg__read") || !(sound || voiceFor(text.lang))) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "msg__read";
    button.setAttribute("aria-pressed", "false");
    button.textContent = log.dataset.read;
    button.addEventListener("click", press);
    message.append(button);
    if (sound) sound.hidden = true;
  }

  function addToAll() { log.querySelectorAll(".msg:not(.msg--person)").forEach(addTo); }

  addToAll();
  if (voices && voices.addEventListener) voices.addEventListener("voiceschanged", addToAll); // many phones name them late
  new MutationObserver(addToAll).observe(log, { childList: true });
  window.addEventListener("pagehide", quiet);
})();
