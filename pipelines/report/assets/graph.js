// The graph on the screen, the list beside it and the evidence of the hop that was chosen.
/* global cytoscape */
(function () {
  "use strict";
  var canvas = document.getElementById("canvas");
  if (!canvas) return;
  var drawing = JSON.parse(document.getElementById("drawing").textContent);
  var root = document.documentElement;
  var side = document.querySelector(".side");
  var least = document.getElementById("least"), only = document.getElementById("only-chain");
  var tip = document.getElementById("tip");
  var opener = null;

  function colour(name) { return getComputedStyle(root).getPropertyValue("--" + name).trim(); }
  function named(node) { return node[root.dataset.lang === "en" ? "en" : "zh"]; }
  function called(id) {
    var node = drawing.nodes.find(function (n) { return n.id === id; });
    return node ? named(node) : id;
  }

  function elements() {
    var nodes = drawing.nodes.map(function (n) {
      var kinds = [n.source && "source", n.unseen && "unseen", n.seized && "seized", n.chain && "chain"].filter(Boolean);
      return { data: { id: "n:" + n.id, label: label(n) }, position: { x: n.x, y: n.y }, classes: kinds.join(" ") };
    });
    var edges = drawing.edges.map(function (e) {
      var seller = drawing.nodes.find(function (n) { return n.id === e.seller; });
      var buyer = drawing.nodes.find(function (n) { return n.id === e.buyer; });
      return {
        data: {
          id: "e:" + e.id, source: "n:" + e.seller, target: "n:" + e.buyer, width: e.width, hop: e.id,
          from: e.start[0] - seller.x + "px " + (e.start[1] - seller.y) + "px",
          to: e.end[0] - buyer.x + "px " + (e.end[1] - buyer.y) + "px",
          weights: e.bends.map(function (b) { return b[0]; }), distances: e.bends.map(function (b) { return b[1]; })
        },
        classes: ["c" + e.tier, e.status, e.chain ? "chained" : "", e.bends.length ? "bent" : ""].join(" ").trim()
      };
    });
    return nodes.concat(edges);
  }

  function label(n) { return n.rows ? named(n) + "\n" + n.rows : named(n); }

  function style() {
    var sheet = [
      { selector: "node", style: {
        shape: "round-rectangle", width: 126, height: 44, "background-color": colour("paper"), "border-width": 1,
        "border-color": colour("c0"), label: "data(label)", "text-wrap": "wrap", "text-valign": "center", "font-size": 14,
        "font-family": getComputedStyle(document.body).fontFamily, color: colour("ink"), "line-height": 1.2, "events": "yes" } },
      { selector: "node.seized", style: { "border-color": colour("ink") } },
      { selector: "node.chain", style: { "background-color": mixed() } },
      { selector: "node.source", style: { "background-color": colour("seal"), "border-color": colour("seal"), color: colour("paper") } },
      { selector: "node.unseen", style: { "border-style": "dashed", "border-width": 1.5 } },
      { selector: "edge", style: {
        width: "data(width)", "curve-style": "straight", "source-endpoint": "data(from)", "target-endpoint": "data(to)",
        "target-arrow-shape": "triangle", "arrow-scale": 0.8, "line-cap": "butt", "line-dash-pattern": [7, 5] } },
      { selector: "edge.bent", style: {
        "curve-style": "unbundled-bezier", "edge-distances": "endpoints",
        "control-point-weights": "data(weights)", "control-point-distances": "data(distances)" } },
      { selector: "edge.suspected", style: { "line-style": "dashed" } },
      { selector: "edge.rejected", style: { "line-style": "dotted", opacity: 0.6 } },
      { selector: ".dim", style: { opacity: 0.12 } },
      { selector: "edge.filtered", style: { display: "none" } },
      { selector: "node.filtered", style: { display: "none" } },
      { selector: "edge.over", style: { "underlay-color": colour("focus"), "underlay-opacity": 0.25, "underlay-padding": 5 } },
      { selector: "edge.chosen", style: { "underlay-color": colour("focus"), "underlay-opacity": 0.45, "underlay-padding": 6, "z-index": 9 } }
    ];
    [0, 1, 2, 3].forEach(function (i) {
      sheet.push({ selector: "edge.c" + i, style: { "line-color": colour("c" + i), "target-arrow-color": colour("c" + i), "z-index": i } });
    });
    return sheet;
  }

  function mixed() {  // a quarter of the second tier on paper, as the legend's color-mix
    var probe = document.createElement("span");
    probe.style.color = "color-mix(in srgb, " + colour("c1") + " 25%, " + colour("paper") + ")";
    document.body.appendChild(probe);
    var found = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
    probe.remove();
    return "rgb(" + found.map(function (v) { return Math.round(v <= 1 ? v * 255 : v); }).slice(0, 3).join(",") + ")";
  }

  var cy = cytoscape({
    container: canvas, elements: elements(), style: style(), layout: { name: "preset" }, autoungrabify: true,
    boxSelectionEnabled: false, selectionType: "single", minZoom: 0.12, maxZoom: 3,
    userZoomingEnabled: window.matchMedia("(pointer: coarse)").matches
  });
  canvas.cy = cy;

  function fit() {
    cy.resize();
    cy.fit(cy.elements(":visible"), 20);
    if (cy.zoom() > 1.25) { cy.zoom(1.25); cy.center(); }
    if (cy.zoom() < 0.45 && !fit.asked) {  // too small to read: start at the source instead
      var source = cy.nodes(".source").first();
      cy.zoom(0.75);
      cy.center(source.length ? source : cy.nodes().first());
      cy.panBy({ x: 90 - cy.width() / 2, y: 0 });
    }
  }

  function zoom(factor, at) {
    cy.zoom({ level: cy.zoom() * factor, renderedPosition: at || { x: cy.width() / 2, y: cy.height() / 2 } });
  }

  function choose(hop, from) {
    var article = document.getElementById("hop-" + hop);
    if (!article) return;
    opener = from || null;
    document.querySelectorAll(".hop.shown").forEach(function (other) { other.classList.remove("shown"); });
    article.classList.add("shown");
    side.classList.add("open");
    document.getElementById("hops").scrollTop = 0;
    cy.edges().removeClass("chosen");
    var edge = cy.getElementById("e:" + hop);
    edge.addClass("chosen");
    bring(edge);
    var away = from && !side.parentElement.contains(from);
    article.focus({ preventScroll: true });
    var box = article.getBoundingClientRect();
    if (away || box.top > innerHeight || box.bottom < 0) (innerWidth > 1000 ? side.parentElement : article).scrollIntoView({ block: "start" });
  }

  function bring(edge) {  // pan when the chosen hop lies outside the view
    if (!edge.length) return;
    var box = edge.renderedBoundingBox();
    if (box.x2 < 0 || box.x1 > cy.width() || box.y2 < 0 || box.y1 > cy.height()) cy.center(edge);
  }

  function back() {
    side.classList.remove("open");
    cy.edges().removeClass("chosen");
    if (opener && document.contains(opener) && opener.offsetParent) opener.focus();
    else document.querySelector("#hop-list a").focus();
  }

  function filter() {
    var count = 0;
    document.getElementById("least-value").textContent = least.value + "%";
    drawing.edges.forEach(function (e) {
      var hidden = (e.confidence < Number(least.value) && !(e.chain && Number(least.value) <= drawing.least)) || (only.checked && !e.chain);
      if (!hidden) count += 1;
      cy.getElementById("e:" + e.id).toggleClass("filtered", hidden);
      document.querySelectorAll('[data-hop-row="' + CSS.escape(e.id) + '"]').forEach(function (row) { row.classList.toggle("filtered", hidden); });
    });
    cy.nodes().forEach(function (node) {
      node.toggleClass("filtered", node.connectedEdges().every(function (edge) { return edge.hasClass("filtered"); }));
    });
    var shown = document.getElementById("shown");
    shown.textContent = shown.dataset[root.dataset.lang].replace("#", count).replace("@", drawing.edges.length);
  }

  cy.on("tap", "edge", function (event) { choose(event.target.data("hop"), canvas); });
  cy.on("mouseover", "edge", function (event) {
    var edge = drawing.edges.find(function (e) { return e.id === event.target.data("hop"); });
    event.target.addClass("over");
    tip.textContent = called(edge.seller) + " → " + called(edge.buyer) + " · " + edge.tip;
    canvas.style.cursor = "pointer";
  });
  cy.on("mouseout", "edge", function (event) {
    event.target.removeClass("over");
    tip.textContent = "";
    canvas.style.cursor = "";
  });
  cy.on("mouseover", "node", function (event) {
    cy.elements().not(event.target.closedNeighborhood()).addClass("dim");
  });
  cy.on("mouseout", "node", function () { cy.elements().removeClass("dim"); });

  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-hop]");
    if (!link) return;
    event.preventDefault();
    choose(link.dataset.hop, link);
  });
  document.querySelectorAll("#hop-list [data-hop]").forEach(function (link) {
    link.addEventListener("focus", function () { cy.getElementById("e:" + link.dataset.hop).addClass("over"); });
    link.addEventListener("blur", function () { cy.getElementById("e:" + link.dataset.hop).removeClass("over"); });
  });
  document.querySelectorAll("[data-back]").forEach(function (button) { button.addEventListener("click", back); });
  side.addEventListener("keydown", function (event) { if (event.key === "Escape" && side.classList.contains("open")) back(); });
  document.querySelectorAll("[data-zoom]").forEach(function (button) {
    button.addEventListener("click", function () {
      if (button.dataset.zoom === "fit") { fit.asked = true; fit(); } else zoom(button.dataset.zoom === "in" ? 1.3 : 1 / 1.3);
    });
  });
  canvas.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    var box = canvas.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - box.left, y: event.clientY - box.top });
  }, { passive: false });
  canvas.addEventListener("keydown", function (event) {
    var pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (pan) cy.panBy({ x: pan[0], y: pan[1] });
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") { fit.asked = true; fit(); }
    else return;
    event.preventDefault();
  });
  document.getElementById("graph-tools").addEventListener("submit", function (event) { event.preventDefault(); });
  least.addEventListener("input", filter);
  only.addEventListener("change", filter);
  document.addEventListener("language", function () {
    drawing.nodes.forEach(function (n) { cy.getElementById("n:" + n.id).data("label", label(n)); });
    filter();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { cy.style(style()); });
  filter();
  fit();
  if (/^#hop-/.test(location.hash)) choose(decodeURIComponent(location.hash.slice(5)), null);
})();
