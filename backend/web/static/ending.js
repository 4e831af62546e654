// Says two minutes ahead that the login ends, lets it be extended by one key, and covers the page once it has ended: a
// case must not stay on the screen of an office. The server is asked before anything is shown, for another tab may have
// gone on; that asking is no activity. Without a script a form sent too late still leads back to its page.
(() => {
  "use strict";

  const AHEAD = 150; // seconds: two minutes, and time to wait for a pause of somebody who types
  const LATEST = 125; // seconds: no more waiting for one
  const PAUSE = 2000; // ms without a key
  const AGAIN = 10000; // ms between two questions to the server while the end is near
  const warning = document.getElementById("ending");
  const cover = document.getElementById("ended");
  const clock = document.getElementById("ending-left");
  const said = document.getElementById("ending-said");
  const title = document.title;
  let ends, final, minute; // ends: by our clock, a second late, so that it is over on the server, too
  let [asked, typed, understood, over] = [0, 0, false, false];

  const lasts = (seconds) => (ends = Date.now() + (seconds + 1) * 1000);
  const left = () => Math.max(0, Math.ceil((ends - Date.now()) / 1000));

  // What the server says; null: the session of this page is over, and another one's page this is not.
  const ask = async (method) => {
    const body = method === "POST" ? new URLSearchParams({ csrf: warning.dataset.csrf }) : undefined;
    const reply = await fetch("/desk/session", { method, body, redirect: "manual", cache: "no-store" });
    if (reply.type === "opaqueredirect" || reply.status === 403) return null;
    if (!reply.ok) throw new Error(`status ${reply.status}`);
    const told = await reply.json();
    return told.csrf === warning.dataset.csrf ? told : null;
  };

  const open = (dialog) => {
    if (dialog.open) return;
    dialog.showModal();
    dialog.focus(); // not its button: a space still being typed would press it
  };
  const show = () => {
    const rest = left();
    const time = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    clock.textContent = clock.dataset.text.replace("#", time);
    const words = rest > 50 && rest <= 60 ? warning.dataset.minute : "";
    if (words !== minute) said.textContent = minute = words;
  };
  const warn = () => {
    if (understood && final) return;
    for (const part of warning.querySelectorAll("[data-when]")) {
      part.hidden = part.dataset.when !== (final ? "final" : "idle");
    }
    show();
    open(warning);
  };
  const hide = () => {
    if (document.body.classList.contains("is-ended")) return;
    warning.close();
    document.dispatchEvent(new Event("desk:covered"));
    document.body.classList.add("is-ended");
    document.title = document.getElementById("ended-title").textContent;
    open(cover);
  };
  const unhide = () => {
    if (!document.body.classList.contains("is-ended")) return;
    document.body.classList.remove("is-ended");
    document.title = title;
    cover.close();
    document.dispatchEvent(new Event("desk:uncovered"));
  };

  const take = (told) => {
    over = !told;
    if (over) return hide();
    lasts(told.left);
    final = told.final;
    unhide();
    if (told.left <= AHEAD) return warn();
    understood = false;
    warning.close();
  };
  // Whether the server answered. What cannot be asked ended when it was last said to.
  const look = async (method = "GET") => {
    asked = Date.now();
    try {
      take(await ask(method));
      return true;
    } catch {
      if (left() === 0) hide();
      return false;
    }
  };
  const typing = () => !warning.open && left() > LATEST && Date.now() - typed < PAUSE;
  const due = () => Date.now() - asked >= AGAIN || (left() === 0 && asked < ends);
  const tick = () => {
    if (over) return;
    if (warning.open) show();
    if (left() <= AHEAD && due() && !typing()) look();
  };
  const back = () => {
    if (!over && document.visibilityState === "visible") look();
  };
  const answer = async () => {
    if (final) {
      understood = true;
      warning.close();
    } else if (!(await look("POST"))) said.textContent = warning.dataset.unreachable;
  };

  lasts(Number(warning.dataset.left));
  const again = cover.querySelector("a");
  const page = new URL(again.href);
  page.searchParams.delete("done"); // what it said was done was done before
  again.href = page.href;
  for (const button of warning.querySelectorAll("button")) button.addEventListener("click", answer);
  warning.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape: the same as the button
    answer();
  });
  cover.addEventListener("cancel", (event) => event.preventDefault());
  cover.addEventListener("close", () => document.body.classList.contains("is-ended") && open(cover));
  document.addEventListener("keydown", () => (typed = Date.now()));
  document.addEventListener("visibilitychange", back);
  window.addEventListener("pageshow", ({ persisted }) => persisted && back());
  setInterval(tick, 1000); // by the clock of the wall: a computer that slept knows at once
})();
