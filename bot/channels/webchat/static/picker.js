/* Finds a language in the list by any of its names, typing errors allowed. Only hides what does not fit: without this
   file the field is not there and the whole list is. */
(function () {
  "use strict";

  // what is written alike, beside accents
  var ALIKE = { "ı": "i", "ł": "l", "ß": "ss", "ى": "ی", "ي": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه" };

  var field = document.getElementById("search");
  if (!field) return;
  var none = document.querySelector(".search__none");
  var languages = Array.from(document.querySelectorAll(".language"), function (button) {
    var words = button.dataset.called.split("|").map(fold).join(" ").split(" ").filter(Boolean);
    return { button: button, words: words.concat(words.map(function (word) { return word.replace(/^ال/, ""); })) };
  });

  function fold(text) {
    var plain = text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200b-\u200f\u2066-\u2069]/g, "");
    return plain.replace(/./g, function (letter) { return ALIKE[letter] || letter; }).replace(/[\s\-–/()'’.,]+/g, " ").trim();
  }

  // --- how many letters are wrong: the beginning of a word is enough, so a word may be longer than what is written ---

  function errors(written, word) {
    var before = null;
    var row = Array.from({ length: word.length + 1 }, function (_, at) { return at; });
    for (var i = 1; i <= written.length; i++) {
      var next = [i];
      for (var j = 1; j <= word.length; j++) {
        var same = written[i - 1] === word[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        var swapped = before && j > 1 && written[i - 1] === word[j - 2] && written[i - 2] === word[j - 1];
        if (swapped) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      before = row;
      row = next;
    }
    return Math.min.apply(null, row);
  }

  function allowed(written) { return written.length < 4 ? 0 : written.length < 7 ? 1 : 2; }

  function distance(written, language) {
    return Math.max.apply(null, written.split(" ").map(function (part) {
      var fewest = Math.min.apply(null, language.words.map(function (word) { return errors(part, word); }));
      return fewest <= allowed(part) ? fewest : Infinity;
    }));
  }

  // --- the nearest stay: what is written without an error hides what would need one ---

  function look() {
    var written = fold(field.value);
    var far = languages.map(function (language) { return written ? distance(written, language) : 0; });
    var nearest = Math.min.apply(null, far);
    none.textContent = nearest === Infinity ? none.dataset.none : "";
    languages.forEach(function (language, at) { language.button.hidden = nearest !== Infinity && far[at] > nearest; });
  }

  function enter(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    var left = languages.filter(function (language) { return !language.button.hidden; });
    if (left.length < languages.length) left[0].button.focus(); // shown, not chosen: a second Enter begins
  }

  field.addEventListener("input", look);
  field.addEventListener("keydown", enter);
  document.querySelector(".search").hidden = false;
  look(); // what the browser kept in the field when somebody comes back
})();
