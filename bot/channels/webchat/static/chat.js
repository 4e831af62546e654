/* What htmx leaves to us: one answer at a time, patience with a bad network, and a page that reads on by itself.
   Everything works without this file; nothing here decides anything. */
(function () {
  "use strict";

  var POLL = 20000;
  var PAUSES = [2000, 4000, 8000, 15000, 30000];
  var AGAIN = [0, 429, 502, 503, 504];

  var flying = null; // {form, button, tries, timer, inAir}
  var turnedDown = null; // the same, once it was refused: it may be sent again
  var alarm = false; // the emergency button was pressed while an answer was on its way
  var polling = false;
  var byId = function (id) { return document.getElementById(id); };
  var isTurn = function (element) { return element.matches("form[data-turn]"); };

  // --- the line that says what the network does ---

  function say(text, actions, isError) {
    var box = byId("status");
    box.hidden = !text;
    box.classList.toggle("status--error", Boolean(isError));
    box.querySelector(".status__text").textContent = text || "";
    box.querySelector(".status__actions").hidden = !actions;
    if (text && actions) box.scrollIntoView({ block: "nearest" });
  }

  function busy(isBusy) {
    document.body.classList.toggle("is-busy", isBusy);
    document.querySelectorAll("#text").forEach(function (field) { field.readOnly = isBusy; });
  }

  // --- what the person said stands there at once, paler until it has arrived ---

  function echo(form, button) {
    var field = form.querySelector("[name=text]");
    var ticked = Array.from(form.querySelectorAll(":checked + .tick__label"), function (label) { return label.textContent; });
    var said = field ? field.value : ticked.length ? ticked.join(" · ") : button ? button.textContent : "";
    if (!said.trim() || form.closest(".tools")) return;
    var bubble = document.createElement("div");
    bubble.className = "msg msg--person msg--pending";
    bubble.setAttribute("aria-hidden", "true");
    bubble.dir = "auto";
    bubble.textContent = said.trim();
    byId("log").append(bubble);
    bubble.scrollIntoView({ block: "nearest" });
  }

  function dropEchoes() {
    document.querySelectorAll(".msg--pending").forEach(function (bubble) { bubble.remove(); });
  }

  // --- one answer at a time ---

  function take(event) {
    var form = event.detail.elt;
    if (!isTurn(form)) return;
    if (flying && (flying.form !== form || flying.inAir)) {
      event.preventDefault();
      if (form.querySelector(".sos")) callForHelp();
      return;
    }
    if (!flying) {
      turnedDown = null;
      var trigger = event.detail.requestConfig.triggeringEvent;
      flying = { form: form, button: trigger && trigger.submitter, tries: 0, timer: 0, inAir: false };
      echo(form, flying.button);
      flying.slow = setTimeout(function () { if (flying) say(byId("status").dataset.sending); }, 700);
    }
    clearTimeout(flying.timer);
    flying.inAir = true;
    busy(true);
  }

  function landed() {
    if (!flying) return;
    clearTimeout(flying.timer);
    clearTimeout(flying.slow);
    renew(flying.form);
    flying = null;
    busy(false);
    say("");
  }

  // A form in the log stays where it is, all others are drawn anew: used again, it is another event.
  function renew(form) {
    var id = form.closest("#log") && form.querySelector("[name=event]");
    if (!id) return;
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    id.value = Array.from(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
  }

  // A call for help is the one tap that may not be dropped: the number at once, the tap as soon as the way is free.
  function callForHelp() {
    alarm = true;
    say(byId("status").dataset.sending, true);
  }

  function helpNow() {
    if (!alarm) return;
    alarm = false;
    document.querySelector(".sos").click();
  }

  function sendAgain() {
    if (!flying || flying.inAir) return;
    clearTimeout(flying.timer);
    send(flying);
  }

  // A click, not submit(): htmx takes the name and value of the button that was clicked.
  function send(answer) {
    if (answer.button && answer.button.isConnected) answer.button.click();
    else if (answer.form.isConnected) answer.form.requestSubmit();
  }

  function retry() {
    if (flying) return sendAgain();
    say("");
    if (turnedDown) send(turnedDown);
  }

  function wait(seconds) {
    flying.inAir = false;
    var pause = seconds ? seconds * 1000 : PAUSES[Math.min(flying.tries, PAUSES.length - 1)];
    flying.tries += 1;
    clearTimeout(flying.slow);
    flying.timer = setTimeout(sendAgain, pause);
    say(byId("status").dataset.offline, true);
  }

  function refused(text) {
    flying.inAir = false;
    clearTimeout(flying.slow);
    dropEchoes();
    turnedDown = flying;
    flying = null;
    busy(false);
    say(text, true, true);
  }

  function afterRequest(event) {
    var sender = event.detail.requestConfig.elt; // `detail.elt` is another one once the form has been replaced
    if (sender.id === "poll") polling = false;
    if (!flying || sender !== flying.form) return;
    var request = event.detail.xhr;
    if (event.detail.successful) {
      landed();
      helpNow();
    } else if (AGAIN.indexOf(request.status) >= 0) wait(Number(request.getResponseHeader("Retry-After")));
    else {
      refused(request.responseText.slice(0, 500));
      helpNow();
    }
  }

  // --- reading on: the first new message comes into view, the keyboard stays where it was of use ---

  function beforeSwap(event) {
    var fromPoll = event.detail.requestConfig && event.detail.requestConfig.elt.id === "poll";
    if (fromPoll && flying) {
      event.detail.shouldSwap = false;
      return;
    }
    if (event.detail.xhr.status === 200 && !fromPoll) dropEchoes();
    byId("log").dataset.last = lastId();
    byId("log").dataset.typing = document.activeElement && document.activeElement.id === "text" ? "yes" : "";
    byId("log").dataset.poll = fromPoll ? "yes" : "";
  }

  function lastId() {
    var last = byId("log").lastElementChild;
    return last ? last.id : "";
  }

  function readOn() {
    var log = byId("log");
    var before = byId(log.dataset.last);
    var fresh = before ? before.nextElementSibling : log.firstElementChild;
    while (fresh && fresh.matches(".msg--person") && fresh.nextElementSibling) fresh = fresh.nextElementSibling;
    if (!fresh) return;
    fresh.scrollIntoView({ block: "start" });
    if (log.dataset.poll || byId("now").contains(document.activeElement)) return; // somebody is already at it
    var field = byId("text");
    if (log.dataset.typing && field && !document.querySelector(".now .choice")) field.focus({ preventScroll: true });
    else focusAnswer();
  }

  function focusAnswer() {
    var first = document.querySelector(".now .choices, .now .ticks, .now .composer");
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }

  // --- word from the desk ---

  function poll() {
    if (document.visibilityState !== "visible" || flying || polling || !navigator.onLine) return;
    polling = true;
    window.htmx.trigger("#poll", "lotse:poll");
  }

  // --- the menu closes like a menu ---

  function closeMenu(event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) {
        menu.open = false;
        if (event.type === "keydown") menu.querySelector("summary").focus();
      }
    });
  }

  // --- a long answer: Enter sends, Shift+Enter starts a line; phones have their own key for each ---

  function enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.tagName !== "TEXTAREA") return;
    if (window.matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }

  document.addEventListener("click", closeMenu);
  document.addEventListener("keydown", closeMenu);
  document.addEventListener("keydown", enter);
  if (!window.htmx) return;
  document.body.addEventListener("htmx:beforeRequest", take);
  document.body.addEventListener("htmx:afterRequest", afterRequest);
  document.body.addEventListener("htmx:beforeSwap", beforeSwap);
  document.body.addEventListener("htmx:afterSettle", function (event) { if (event.detail.target && event.detail.target.id === "log") readOn(); });
  document.querySelector(".status__retry").addEventListener("click", retry);
  window.addEventListener("online", sendAgain);
  document.addEventListener("visibilitychange", function () { if (flying) sendAgain(); else poll(); });
  setInterval(poll, POLL);
  var here = byId("here");
  if (here) here.scrollIntoView({ block: "start", behavior: "instant" });
  document.documentElement.dataset.scripted = "yes";
})();
