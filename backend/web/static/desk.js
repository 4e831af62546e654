// Small helps; every page works without them. Counts the characters left, and keeps a form from being sent twice.
(() => {
  "use strict";

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
