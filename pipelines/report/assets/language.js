// The switch between Chinese and English: texts are hidden by style; attributes and the title are set here.
(function () {
  "use strict";
  var root = document.documentElement;
  var attributes = ["aria-label", "title", "data-title"];

  function use(language) {
    root.dataset.lang = language;
    root.lang = language === "en" ? "en" : "zh-CN";
    attributes.forEach(function (name) {
      document.querySelectorAll("[data-" + name + "-" + language + "]").forEach(function (element) {
        element.setAttribute(name, element.getAttribute("data-" + name + "-" + language));
      });
    });
    var title = document.querySelector("title");
    document.title = title.getAttribute("data-data-title-" + language);
    document.querySelectorAll("[data-set-lang]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.setLang === language));
    });
    document.dispatchEvent(new CustomEvent("language", { detail: language }));
  }

  document.querySelectorAll("[data-set-lang]").forEach(function (button) {
    button.addEventListener("click", function () {
      try { localStorage.setItem("hopback-language", button.dataset.setLang); } catch (error) { /* not remembered then */ }
      use(button.dataset.setLang);
    });
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });
  use(root.dataset.lang);
})();
