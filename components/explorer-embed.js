// In a page that shows figures of the explorer: gives each frame the height its figure tells. Listens to frames of the
// site this script came from, and to no other.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  addEventListener("message", (event) => {
    const height = event.data?.explorer === "height" ? Number(event.data.height) : 0;
    if (event.origin !== origin || !(height > 0 && height < 20000)) return;
    for (const frame of document.querySelectorAll("iframe.nq57-figure"))
      if (frame.contentWindow === event.source) frame.style.height = `${height}px`;
  });
  // A figure that was there before this script listened is asked again.
  for (const frame of document.querySelectorAll("iframe.nq57-figure"))
    frame.contentWindow?.postMessage({ explorer: "ask" }, "*");
})();
