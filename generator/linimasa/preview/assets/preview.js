// Beside livereload.js in each page of the preview; never part of a built site.
(function () {
  "use strict";

  // livereload.js sends what analyze() returns whenever it connects, so that the server can
  // tell a page of an older build to reload, also after the connection or the server was lost.
  const build = document.currentScript.dataset.build;
  window.LiveReloadPluginLinimasa = class {
    static identifier = "linimasa";
    static version = "1";
    analyze() {
      return { build: build };
    }
  };

  const root = document.querySelector("linimasa-preview")?.shadowRoot;
  const box = root?.querySelector(".box");
  if (!box) return;
  const show = root.querySelector(".show");

  function setHidden(hidden) {
    box.hidden = hidden;
    show.hidden = !hidden;
    (hidden ? show : box).focus({ preventScroll: true });
  }
  root.querySelector(".hide").addEventListener("click", () => setHidden(true));
  show.addEventListener("click", () => setHidden(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !box.hidden) setHidden(true);
  });
  setHidden(false);
})();
