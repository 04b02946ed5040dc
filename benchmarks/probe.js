// Runs in every measured page before its own scripts: says when a chart is drawn, by the page's own clock.
(() => {
  const SHAPES = 20000; // characters of path data that only a map with its geometry has
  const VALUE = /^\d+\.\d{4}$/;

  const PATIENCE = 25000; // ms

  const texts = (svg) => [...svg.querySelectorAll("text")].map((node) => node.textContent.replaceAll(",", "."));
  const paths = (svg) => [...svg.querySelectorAll("path")];
  const shapes = (svg) => paths(svg).reduce((sum, node) => sum + (node.getAttribute("d") || "").length, 0);
  const fills = (svg) => paths(svg).map((node) => `${node.getAttribute("fill")}${(node.getAttribute("d") || "").length}`);
  const marks = (svg) => [...texts(svg), ...fills(svg)].join();

  const forms = {
    rankings: (svg, expected, before) => {
      const shown = texts(svg).map((text) => text.trim());
      const values = shown.filter((text) => VALUE.test(text)).length;
      return values === expected.values && expected.ends.every((text) => shown.includes(text)) && marks(svg) !== before;
    },
    map: (svg, expected, before) => shapes(svg) >= SHAPES && marks(svg) !== before,
  };

  const until = (test) => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("not drawn in time")), PATIENCE);
    const observer = new MutationObserver(look);
    let found = false;
    function look() {
      if (found || !test()) return;
      found = true;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now()));
    }
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    look();
  });

  window.bench = {
    // Time in ms since the navigation began at which the chart was drawn.
    drawn: (page, chart, expected, before) => until(() => {
      const svg = document.querySelector(chart);
      return svg !== null && forms[page](svg, expected, before);
    }),
    // Makes a choice and gives the time in ms until the chart shows it.
    change: async (act, page, chart, expected) => {
      const before = marks(document.querySelector(chart));
      const began = performance.now();
      act();
      return await window.bench.drawn(page, chart, expected, before) - began;
    },
  };
})();
