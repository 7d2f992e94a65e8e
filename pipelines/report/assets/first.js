// Runs before anything is drawn: choose the language, and mark that scripts run.
(function () {
  var root = document.documentElement, chosen = null;
  try { chosen = localStorage.getItem("hopback-language"); } catch (error) { /* storage may be closed to files */ }
  var asked = /[?&]lang=(zh|en)\b/.exec(location.search);
  var language = asked ? asked[1] : chosen || (/^zh/i.test(navigator.language || "zh") ? "zh" : "en");
  root.dataset.lang = language === "en" ? "en" : "zh";
  root.lang = root.dataset.lang === "en" ? "en" : "zh-CN";
  root.classList.add("scripted");
})();
