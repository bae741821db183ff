"use strict";
/* Draws every chart of the page, again when the reader's colour scheme or the width of the window changes. */
(function () {
  const specs = JSON.parse(document.getElementById("charts").textContent);
  const darkScheme = window.matchMedia("(prefers-color-scheme: dark)");
  const views = new Map();

  function theme(dark, width) {
    const c = dark
      ? { ink: "#e6e2da", soft: "#a9a59c", line: "#3a3935", path: "#8fb4d9", point: "#b9d2ea", accent: "#f0a35e", shade: "#ffffff", hole: "#f0a35e", other: "#8b8880", paper: "#171714", many: ["#8fb4d9", "#f0a35e", "#83c99a", "#e08fb0", "#c9a3ea", "#e0bd62", "#6fc9c9", "#e57f6b", "#b9b4a8", "#a0c25a"], types: ["#7fa35f", "#4d7fb0", "#a8772f", "#8a4a63", "#33332f"] }
      : { ink: "#23211d", soft: "#66625a", line: "#dedad1", path: "#3a6ea5", point: "#22517f", accent: "#b3500f", shade: "#3b3527", hole: "#b3500f", other: "#8a857b", paper: "#fdfcf9", many: ["#22517f", "#b3500f", "#2b7a4b", "#a8326b", "#6a3d8f", "#8a6500", "#0f7c7c", "#c0392b", "#5f5b53", "#5c7a14"], types: ["#b9d3a0", "#5f93c4", "#dfa968", "#8d4a6a", "#eeebe3"] };
    const font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
    return {
      background: null,
      font: font,
      padding: 4,
      view: { stroke: null },
      axis: { labelColor: c.soft, titleColor: c.soft, domainColor: c.line, tickColor: c.line, gridColor: c.line, gridOpacity: 0.7, labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal", labelFont: font, titleFont: font },
      axisX: { grid: false },
      axisY: { labelLimit: width > 600 ? 230 : 125 },
      range: { category: c.many },
      legend: { columns: width > 600 ? 3 : 1, labelColor: c.soft, titleColor: c.soft, labelFontSize: 11, labelLimit: 260, symbolFillColor: c.point, symbolStrokeColor: c.point },
      title: { color: c.ink, fontSize: 12, fontWeight: 600, anchor: "start", offset: 5, font: font },
      point: { opacity: 1 },
      style: {
        "reading": { filled: true, color: c.point, size: 9 },
        "interval": { color: c.path, strokeWidth: 1, opacity: 0.38 },
        "path": { color: c.path, strokeWidth: 1.2 },
        "band": { color: c.path, opacity: 0.14 },
        "primary": { color: c.shade, opacity: 0.08 },
        "episode": { color: c.shade, opacity: 0.06 },
        "episode-bar": { color: c.shade, opacity: 0.13 },
        "episode-number": { color: c.ink, fontSize: 10, fontWeight: 600 },
        "era": { color: c.accent, strokeWidth: 1, strokeDash: [2, 3] },
        "zero": { color: c.soft, strokeWidth: 1, opacity: 0.7 },
        "threshold": { color: c.ink, strokeWidth: 1, strokeDash: [4, 3] },
        "watched": { color: c.path, opacity: 0.85 },
        "silent": { color: c.other, opacity: 0.9 },
        "hole": { color: c.hole, opacity: 0.22 },
        "estimate": { filled: true, color: c.point, size: 48 },
        "hollow": { filled: false, color: c.point, strokeWidth: 1.5, size: 48 },
        "lost": { filled: false, color: c.accent, strokeWidth: 1.6, size: 64, shape: "triangle-down" },
        "placebo": { filled: true, color: c.other, size: 34 },
        "placebo-stem": { color: c.line, strokeWidth: 1 },
        "ally": { filled: false, color: c.other, strokeWidth: 1.4, size: 40 },
        "ally-stem": { color: c.line, strokeWidth: 1 },
        "third": { filled: true, color: c.accent, size: 90, shape: "diamond" },
        "fused-band": { color: c.path, opacity: 0.24 },
        "fused-band-unread": { color: c.path, opacity: 0.09 },
        "fused-end-unread": { color: c.path, opacity: 0.55, strokeWidth: 0.8, strokeDash: [3, 3] },
        "fused-mean": { color: c.path, strokeWidth: 1.5 },
        "fused-mean-unread": { color: c.path, strokeWidth: 1.2, strokeDash: [4, 4], opacity: 0.8 },
        "fused-alone": { color: c.path, strokeWidth: 2, opacity: 0.5 },
        "fused-reading": { filled: true, size: 13 },
        "fused-error": { strokeWidth: 0.6 },
        "fused-span": { strokeWidth: 1.6 },
        "fused-key": { filled: true, size: 34, opacity: 1 },
        "beyond": { fontWeight: 600 },
        "reads": { opacity: 0.8 },
        "reads-longer": { opacity: 0.8, stroke: c.paper, strokeWidth: 1 },
        "behind": { color: c.other, strokeWidth: 1.2, opacity: 0.9 },
        "restart": { color: c.accent, strokeWidth: 1.2, strokeDash: [5, 3] },
        "piece-end": { color: c.ink, strokeWidth: 1.4 },
        "term": { color: c.shade, opacity: 0.1 },
        "term-odd": { color: c.shade, opacity: 0.2 },
        "term-name": { color: c.ink, fontSize: 9 },
        "type-menage": { color: c.types[0], stroke: c.paper, strokeWidth: 0.6 },
        "type-romantic": { color: c.types[1], stroke: c.paper, strokeWidth: 0.6 },
        "type-marriage": { color: c.types[2], stroke: c.paper, strokeWidth: 0.6 },
        "type-veto": { color: c.types[3], stroke: c.paper, strokeWidth: 0.6 },
        "type-none": { color: c.types[4], stroke: c.paper, strokeWidth: 0.6 },
        "type-name": { color: c.ink, fontSize: 11, fontWeight: 600 },
        "type-name-behind": { color: c.paper, stroke: c.paper, strokeWidth: 3.5, strokeJoin: "round", fontSize: 11, fontWeight: 600 },
        "veil": { color: c.paper, opacity: 0.6 },
        "turn": { color: c.accent, opacity: 0.4 },
        "turn-unwatched": { fillOpacity: 0.08, color: c.accent, stroke: c.accent, strokeWidth: 1, strokeDash: [3, 2] },
        "turn-rule": { color: c.ink, strokeWidth: 1.2, strokeDash: [2, 2] },
        "field-line": { strokeWidth: 1.2, opacity: 0.8 },
        "field-reading": { filled: true, size: 20 },
        "field-cooperation": { filled: true, color: c.path, opacity: 0.75 },
        "field-conflict": { filled: false, color: c.accent, strokeWidth: 1.3 },
        "probability": { color: c.path, opacity: 0.65 },
        "third-stem": { color: c.accent, strokeWidth: 1.6 }
      }
    };
  }

  async function draw(element, dark) {
    const width = element.clientWidth;
    if (width === 0) { return; }
    const spec = JSON.parse(JSON.stringify(specs[element.dataset.chart]));
    const inner = Math.max(160, width - 70);
    (spec.vconcat || []).forEach(function (view) { view.width = inner; });
    (spec.params || []).forEach(function (p) { if (p.name === "page_width") { p.value = inner; } });
    if (views.has(element)) { views.get(element).finalize(); views.delete(element); }
    const result = await vegaEmbed(element, spec, {
      mode: "vega-lite",
      ast: true,
      renderer: "svg",
      config: theme(dark, width),
      tooltip: { theme: dark ? "dark" : "light" },
      actions: { export: { svg: true, png: true }, source: false, compiled: false, editor: false },
      downloadFileName: element.dataset.chart
    });
    views.set(element, result);
    element.dataset.width = String(width);
    const svg = element.querySelector("svg");
    if (svg) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", element.dataset.label); }
  }

  async function drawAll(within, onlyIfResized) {
    const dark = darkScheme.matches;
    document.documentElement.dataset.scheme = dark ? "dark" : "light";
    for (const element of within.querySelectorAll(".chart")) {
      if (onlyIfResized && element.dataset.width === String(element.clientWidth)) { continue; }
      try {
        await draw(element, dark);
      } catch (error) {
        element.textContent = "This chart could not be drawn; its numbers stand beneath.";
        console.error(element.dataset.chart, error);
      }
    }
    document.documentElement.dataset.drawn = "yes";
  }

  let queue = Promise.resolve();
  function later(within, onlyIfResized) { queue = queue.then(function () { return drawAll(within, onlyIfResized); }); }

  later(document, false);
  darkScheme.addEventListener("change", function () { later(document, false); });
  document.querySelectorAll("details.test").forEach(function (d) {
    d.addEventListener("toggle", function () { if (d.open) { later(d, true); } });
  });
  let timer = 0;
  window.addEventListener("resize", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { later(document, true); }, 200);
  });
})();
