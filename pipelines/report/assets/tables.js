// Tables sort by a click on their heading; numbers by value, words by the language shown.
(function () {
  "use strict";

  function key(row, column, numeric) {
    var cell = row.cells[column];
    if (numeric) return cell.dataset.v === "" ? null : Number(cell.dataset.v);
    return cell.innerText.trim();
  }

  function sort(table, column, heading) {
    var descending = heading.getAttribute("aria-sort") === "ascending";
    var numeric = heading.classList.contains("num");
    var body = table.tBodies[0];
    var compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
    var rows = Array.from(body.rows).map(function (row) { return [key(row, column, numeric), row]; });
    rows.sort(function (a, b) {
      if (a[0] === null || b[0] === null) return (a[0] === null) - (b[0] === null);
      var order = numeric ? a[0] - b[0] : compare(a[0], b[0]);
      return descending ? -order : order;
    });
    rows.forEach(function (pair) { body.appendChild(pair[1]); });
    table.querySelectorAll("th[aria-sort]").forEach(function (other) { other.setAttribute("aria-sort", "none"); });
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  }

  document.querySelectorAll("table.sortable").forEach(function (table) {
    table.querySelectorAll("thead th").forEach(function (heading, column) {
      heading.querySelector("button").addEventListener("click", function () { sort(table, column, heading); });
    });
  });
})();
