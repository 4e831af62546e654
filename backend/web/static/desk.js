// Small helps; every page works without them. Counts the characters left, keeps a form from being sent twice, and what was
// typed in one that came to nothing.
(() => {
  "use strict";

  // What was written in a form that came to nothing, as after the session ended, is lost to the server, and so is what
  // stands in the other forms of its page. It waits in this tab until its author has logged in or opened the page again:
  // nobody else's page shows it, the first takes it away.
  const DRAFT = "draft ";
  const SENT = "sent";
  const staff = document.body.dataset.staff;
  const next = document.querySelector("input[type=hidden][name=next]");
  const drafted = [...document.querySelectorAll("form[data-draft]")];
  const nameOf = (form) => `${DRAFT}${staff} ${form.dataset.draft}`;
  const fields = (form) => [...form.elements].filter((one) => one.name && one.type !== "hidden");
  const ticked = (one) => one.type === "checkbox";
  const now = (one) => (ticked(one) ? one.checked : one.value);
  const first = (one) => [...one.options].find((option) => option.defaultSelected) ?? one.options[0];
  const before = (one) => (ticked(one) ? one.defaultChecked : one.options ? first(one).value : one.defaultValue);
  const changed = (form) => fields(form).some((one) => now(one) !== before(one));
  const written = (form) => fields(form).map((one) => [one.name, now(one)]);
  const keep = (form) => sessionStorage.setItem(nameOf(form), JSON.stringify(Object.fromEntries(written(form))));
  const fill = (form, kept) => {
    for (const one of fields(form).filter((one) => one.name in kept)) {
      const value = kept[one.name];
      if (ticked(one)) one.checked = value;
      else if (!one.options || [...one.options].some((option) => option.value === value)) one.value = value;
    }
  };
  const forget = (those) => {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(DRAFT) && those(name)) sessionStorage.removeItem(name);
    }
  };
  const drafts = () => {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (new URLSearchParams(location.search).has("done")) forget((name) => name === sent);
    if (staff) forget((name) => !name.startsWith(`${DRAFT}${staff} `));
    else if (next) forget((name) => !name.endsWith(` ${next.value.split("?")[0]}`));
    for (const form of drafted) {
      const kept = sessionStorage.getItem(nameOf(form));
      sessionStorage.removeItem(nameOf(form));
      if (kept) fill(form, JSON.parse(kept));
    }
    document.addEventListener("submit", ({ target }) => {
      if (target.getAttribute("action") === "/desk/logout") return forget(() => true);
      drafted.filter((form) => form === target || changed(form)).forEach(keep);
      sessionStorage.setItem(SENT, drafted.includes(target) ? nameOf(target) : "");
    });
    document.addEventListener("desk:covered", () => drafted.filter(changed).forEach(keep));
    document.addEventListener("desk:uncovered", () => drafted.forEach((form) => sessionStorage.removeItem(nameOf(form))));
  };
  try {
    drafts();
  } catch {
    // no storage in this browser: the login still leads back to the case
  }

  // Back from a case leads to the list it was opened from, as it was chosen, searched and turned to.
  const LIST = "list";
  const list = () => {
    const back = document.querySelector("a[data-back]");
    const [whose, search] = JSON.parse(sessionStorage.getItem(LIST) ?? "[]");
    if (location.pathname === "/desk/cases") sessionStorage.setItem(LIST, JSON.stringify([staff, location.search]));
    else if (!staff) sessionStorage.removeItem(LIST);
    else if (back && whose === staff) back.search = search;
  };
  try {
    list();
  } catch {
    // no storage in this browser: back leads to the first list
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
