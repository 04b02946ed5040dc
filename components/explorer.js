// The language of the document follows the address, so that a screen reader speaks it after a switch without a reload.
(() => {
  const follow = () => {
    const lang = new URLSearchParams(location.search).get("lang") ?? "vi";
    if (lang === "vi" || lang === "en") document.documentElement.lang = lang;
  };
  for (const name of ["pushState", "replaceState"]) {
    const own = history[name];
    history[name] = function (...parts) {
      own.apply(this, parts);
      follow();
    };
  }
  addEventListener("popstate", follow);
})();
