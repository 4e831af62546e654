// Small helps; every page works without them. Counts the characters left, keeps a form from being sent twice, and what was
// typed in one that came to nothing.
(() => {
  "use strict";

  // What was written in a form that came to nothing, as after the session ended, is lost to the server. It waits in this
  // tab until its author has logged in or opened the page again: nobody else's page shows it, the first takes it away.
  const DRAFT = "draft ";
  const staff = document.body.dataset.staff;
  const next = document.querySelector("input[type=hidden][name=next]");
  const forget = (keep) => {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(DRAFT) && !keep(name)) sessionStorage.removeItem(name);
    }
  };
  const fields = (form) => [...form.elements].filter((one) => one.name && one.type !== "hidden");
  const written = (form) =>
    Object.fromEntries(fields(form).map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value]));
  const fill = (form, kept) => {
    for (const one of fields(form).filter((one) => one.name in kept)) {
      const value = kept[one.name];
      if (one.type === "checkbox") one.checked = value;
      else if (!one.options || [...one.options].some((option) => option.value === value)) one.value = value;
    }
  };
  const drafts = () => {
    if (new URLSearchParams(location.search).has("done")) forget(() => false);
    else if (staff) forget((name) => name.startsWith(`${DRAFT}${staff} `));
    else if (next) forget((name) => name.endsWith(` ${next.value}`));
    for (const form of document.querySelectorAll("form[data-draft]")) {
      const name = `${DRAFT}${staff} ${form.dataset.draft}`;
      const kept = sessionStorage.getItem(name);
      sessionStorage.removeItem(name);
      if (kept) fill(form, JSON.parse(kept));
      form.addEventListener("submit", () => sessionStorage.setItem(name, JSON.stringify(written(form))));
    }
    for (const form of document.querySelectorAll("form[action='/desk/logout']")) {
      form.addEventListener("submit", () => forget(() => false));
    }
  };
  try {
    drafts();
  } catch {
    // no storage in this browser: the login still leads back to the case
  }

  for (const field of document.querySelectorAll("textarea[data-limit]")) {
    const left = field.form.querySelector(".write__left");
    const limit = Number(field.dataset.limit);
    const show = () => {
      const room = limit - [...field.value.trim()].length;
      left.hidden = room > 200;
      left.classList.toggle("is-over", room < 0);
      left.textContent = (room < 0 ? field.dataset.over : field.dataset.left).replace("#", String(Math.abs(room)));
    };
    field.addEventListener("input", show);
    show();
  }

  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  // Back from the next page: the form may be used again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
  });
})();
